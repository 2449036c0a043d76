"""Groups of people on the pages: which figures of them are shown, dots for groups, a map of the states."""
