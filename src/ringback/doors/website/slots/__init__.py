"""Times that can be chosen for a callback: which, how many each, taken and confirmed (MISSION W6, W7)."""
