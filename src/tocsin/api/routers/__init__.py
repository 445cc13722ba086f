"""One router per noun: each route is a line or two around a use case."""
