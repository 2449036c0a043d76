"""One file a step of the month; each says which columns it writes."""
