"""Template tags of the job search door."""
