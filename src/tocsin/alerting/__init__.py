"""From the outbox to people: what is to be told is decided once, delivered at least once, and recorded."""
