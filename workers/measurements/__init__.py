"""Measurements of speech: rate, pauses, fillers, vocabulary, loudness, pitch. They carry no weight in any score."""
