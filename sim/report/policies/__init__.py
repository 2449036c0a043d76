"""The page that holds policies against none."""
