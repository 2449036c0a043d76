"""Stories held against the economy without AI, on the same random numbers."""
