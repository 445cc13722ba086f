"""Real servers on loopback that behave as a test needs, badly most of the time."""
