"""Tests of the demo without a network."""
