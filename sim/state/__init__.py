"""The state of the economy as columns, the accounts where money is, and the instruments in force."""
