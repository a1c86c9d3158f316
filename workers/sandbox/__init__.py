"""Runs code on untrusted bytes in processes that have no network, files or credentials."""
