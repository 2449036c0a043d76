"""What the economy would have foretold: its forecasts without AI, and the years since mid-2022 run again."""
