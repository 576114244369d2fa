"""The demo: invented people, forces and reports, so that no screen is empty on the first start."""
