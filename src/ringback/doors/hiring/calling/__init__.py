"""The call to a candidate: the card before it, the script during it, and what follows from it (MISSION H25 to H35)."""
