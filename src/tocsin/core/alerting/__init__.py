"""From an incident to a person: decisions only, each with its reason. Times are Unix milliseconds, UTC."""
