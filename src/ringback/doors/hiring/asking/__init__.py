"""What candidates think of how they were treated: asked once, after the answer, and shown in fives (MISSION H22)."""
