"""The Celery edge."""

from appeals.tasks import briefing, certificate, door, programs, purge, upkeep

__all__ = ["briefing", "certificate", "door", "programs", "purge", "upkeep"]
