"""One run: simulated, checkpointed, estimated, forked, and many of them in processes."""
