"""The REST API: one resource per file, with the models of its requests and responses."""
