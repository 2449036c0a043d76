"""What every policy shares: dates, eligibility, financing, and which ones are in force."""
