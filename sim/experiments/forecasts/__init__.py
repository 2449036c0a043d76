"""What the economy would have foretold: its forecasts without AI, and the years since mid-2022 run again."""

__all__ = ["FIRST_SEED"]

FIRST_SEED = 1001
"""First seed, as in the validation: fits use seeds 1 to 99."""
