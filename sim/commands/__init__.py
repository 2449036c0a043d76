"""Commands of tenfold that are more than one call: what they print, write and return."""
