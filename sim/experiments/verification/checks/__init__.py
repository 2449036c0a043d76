"""The checks, one file a part of the economy: each runs the rules, steps or economy in force."""
