"""Who changed or read what. Keeps plain ids, so that it outlives what it tells of."""
