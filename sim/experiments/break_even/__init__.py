"""Where something just holds: how large a policy must be, how strong AI may be, at which value of any key."""
