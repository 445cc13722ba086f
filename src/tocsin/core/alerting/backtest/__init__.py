"""What policies would have done: the same decisions as the live ones, on a clock that jumps from moment to moment."""
