"""What the public saw: submit, triage, forward, acknowledge, outcome."""
