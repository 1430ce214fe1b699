"""Benchmarks: ratios within one run, never timed tests (docs/architecture.md#stable-interfaces)."""
