"""The Celery edge of the sightings room."""
