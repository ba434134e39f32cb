"""Who signs in at the demo's desk, which is reachable from this machine only, and the number its shop is called at."""

EMAIL = "owner@demo.example"
PASSWORD = "ring-the-bell"
SHOP, NUMBER = "Northwind Tents", "+493023125000"
