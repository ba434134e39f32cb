"""What a calendar elsewhere says of its owner's time. Titles, places and people in it are never kept."""
