"""The Celery edge of the sightings room."""

from sightings.tasks import forwarding, photo, urgent

__all__ = ["forwarding", "photo", "urgent"]
