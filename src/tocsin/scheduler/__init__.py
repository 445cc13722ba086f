"""Says what is due, in batches per region, a moment ahead of time; runs nothing itself."""
