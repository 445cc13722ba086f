"""Mail that Tocsin sends about accounts: what it says, and how it gets out of the house."""
