"""States and decisions of a report. Standard library only: facts in, decision out."""
