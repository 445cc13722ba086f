"""Small programs for developers, each run by `make`."""
