"""The Celery edge of the sightings room."""

from sightings.tasks import forwarding

__all__ = ["forwarding"]
