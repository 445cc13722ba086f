"""The door that pings come through: no framework, for it has to be quick, and every dialect a thin module beside it."""
