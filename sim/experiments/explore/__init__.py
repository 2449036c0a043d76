"""What a finished sweep says: maps, surfaces, drivers, conditions."""
