"""From a packet capture to a stereo FLAC, outside the voice process."""
