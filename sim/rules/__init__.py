"""Rules on single rows that several phases and the base year share."""
