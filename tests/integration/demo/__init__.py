"""Tests of the demo phones with a real SIP caller."""
