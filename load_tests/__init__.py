"""Benchmarks and load scenarios: what is claimed is measured here, never in the tests."""
