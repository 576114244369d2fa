"""The Celery edge."""

from appeals.tasks import briefing, certificate, programs, purge, upkeep

__all__ = ["briefing", "certificate", "programs", "purge", "upkeep"]
