"""Who signs in at the demo's desk. It is reachable from this machine only."""

EMAIL = "owner@demo.example"
PASSWORD = "ring-the-bell"
