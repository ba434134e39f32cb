"""Call mode: one screen for asking how it stands, and an outcome before it closes."""
