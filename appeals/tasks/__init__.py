"""The Celery edge."""

from appeals.tasks import certificate, programs, upkeep

__all__ = ["certificate", "programs", "upkeep"]
