"""Many runs over a design: planned, done, stored, and read again."""
