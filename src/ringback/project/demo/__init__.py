"""The demo: phones that ring, a shop to play the visitor in, and the data they need."""
