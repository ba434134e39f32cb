"""How we reach people. Channels know nothing of doors."""
