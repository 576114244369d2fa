"""The Celery edge."""

from appeals.tasks import certificate, upkeep

__all__ = ["certificate", "upkeep"]
