"""Django's SQLite engine, patient in small steps: several processes write, and none may oversleep its turn."""
