"""Compiled code: where it is kept, how it is checked, and how it is made before the first run."""
