"""Friendly error pages."""

from flask import Flask


def init(app: Flask) -> None:
    """Join the error pages to the app."""
