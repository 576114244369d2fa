"""Measurements; `make bench` runs them all over a database of their own, and docs/performance.md has the figures."""
