"""Published models of AI, each run with its own inputs in this economy, and their figures beside ours."""
