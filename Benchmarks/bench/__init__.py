"""What the benchmarks share: servers, load and measuring. Python's standard library only."""
