"""The page in the browser: two futures on the same random numbers, moved while they run."""
