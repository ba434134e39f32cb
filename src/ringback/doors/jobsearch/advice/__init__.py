"""What is wise in a search for work: norms with their sources, and texts for the right moment. No tables."""
