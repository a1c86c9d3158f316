"""Scores what was said: gates, features, dimensions and the engine that puts them together."""
