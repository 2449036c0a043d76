"""The checks, one file a part of the economy: each runs the rules, the steps or the whole economy in force."""
