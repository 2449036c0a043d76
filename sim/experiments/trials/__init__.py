"""Experiments in silico: one thing is changed in an economy, and its twin with the same past is not."""
