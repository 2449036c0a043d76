"""Everything that is more than one call of a simulation, a room for each kind of it."""
