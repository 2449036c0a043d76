"""What watches over a month: columns held against their ranges, and one sentence where something fails."""
