"""The Celery edge."""

from appeals.tasks import briefing, certificate, programs, upkeep

__all__ = ["briefing", "certificate", "programs", "upkeep"]
