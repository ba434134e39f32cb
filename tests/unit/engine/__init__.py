"""Tests of the voice engine without a network."""
