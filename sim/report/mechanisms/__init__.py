"""What a story hangs on, in the terminal and as a page."""
