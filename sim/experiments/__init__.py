"""Experiments: one run, a paired comparison of stories, the validation of the baseline."""
