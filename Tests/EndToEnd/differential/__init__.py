"""Requests changed at random, what they mean by an independent reading, and what a backend made of them."""
