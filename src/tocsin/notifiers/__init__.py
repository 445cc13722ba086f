"""The kinds of channels: one module each, found by looking, and those of third parties by their entry points."""
