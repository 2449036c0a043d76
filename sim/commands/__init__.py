"""The commands of tenfold, a family a file: what is typed, the one call, what is printed."""
