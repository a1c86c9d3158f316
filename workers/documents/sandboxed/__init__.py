"""Parses untrusted documents; runs only inside the sandbox and is never imported by the worker."""
