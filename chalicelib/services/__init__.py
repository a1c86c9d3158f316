"""Use cases: each reads like the sentence that describes it."""
