"""Places of Great Britain: names, postcodes, grid references, distances in metres."""
