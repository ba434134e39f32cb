"""Which processes are alive: epochs with a heartbeat."""
