"""The journey of a report: submit → triage → forward → answer."""
