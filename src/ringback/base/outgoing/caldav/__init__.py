"""CalDAV (RFC 4791): somebody's calendars on another server, found, read and written with bounds on size and time."""
