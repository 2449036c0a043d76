"""The economy without AI held against published figures."""

UNFITTED = 1_001
"""First of the seeds that no fit has seen; fits use seeds 1 to 99."""
