"""What is worked out beside the page, in a process of its own: further luck, and the other stories."""
