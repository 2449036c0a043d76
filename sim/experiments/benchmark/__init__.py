"""What a month costs: bandwidth, phases, other programs beside it."""
