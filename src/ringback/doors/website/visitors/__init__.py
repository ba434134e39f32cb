"""Visitors of a site's pages: what they sent us, where they came from, and who of them is known."""
