"""Jitted arithmetic without economics: chance, exact elementary functions, sums and atomic counts."""
