"""The Celery edge."""

from appeals.tasks import briefing, certificate, programs, upkeep

__all__ = ["briefing", "certificate", "programs", "upkeep"]
from appeals.tasks import purge

__all__ = ["certificate", "programs", "purge", "upkeep"]
