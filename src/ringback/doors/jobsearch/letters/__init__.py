"""Letters to employers, sent from one's own mailbox or by hand, and mail from them (MISSION S4, S7-S10, S30)."""
