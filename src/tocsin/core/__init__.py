"""Pure decisions and the words that every layer shares: no I/O, no clock of its own."""
