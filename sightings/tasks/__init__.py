"""The Celery edge of the sightings room."""

from sightings.tasks import forwarding, photo, purge, urgent

__all__ = ["forwarding", "photo", "purge", "urgent"]
