"""Runs code answers against their tests, in processes that can reach nothing."""
