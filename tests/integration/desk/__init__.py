"""The desk's pages, with real rows."""
