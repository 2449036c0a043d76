"""Published figures as data, what this economy has instead, and whether that lies inside the band."""
