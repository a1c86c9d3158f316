"""Frozen models and pure rules; nothing here does input or output."""
