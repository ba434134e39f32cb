"""The decision: one is hired, all others get an answer, each once; and who steps in if the winner leaves."""
