"""From results to the record: one transaction a batch for results, states, transitions, incidents and the outbox."""
