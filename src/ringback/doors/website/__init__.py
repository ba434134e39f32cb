"""The website door: sites, widget, callback requests."""
