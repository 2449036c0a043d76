"""Published figures as data, what this economy has instead, and whether that lies inside the band."""

UNFITTED = 1_001
"""First of the seeds that no fit has seen; fits use seeds 1 to 99."""
