"""Media against a real rtpengine."""
