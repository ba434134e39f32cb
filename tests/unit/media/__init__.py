"""The media half without rtpengine."""
