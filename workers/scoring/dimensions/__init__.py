"""One file for each dimension; its stem is its key."""
