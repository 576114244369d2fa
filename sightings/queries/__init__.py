"""Every SELECT of the sightings room."""
