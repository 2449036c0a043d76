"""What an answer hangs on: mechanisms of a story, switched off alone and by Shapley value."""
