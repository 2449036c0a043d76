"""What policies do to the budget of the state: books of each arm, who really paid, what a tax can pay."""
