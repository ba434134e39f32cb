"""How well a résumé and an opening fit, line by line (MISSION H26)."""
