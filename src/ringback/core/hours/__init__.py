"""Calendars of both sides, permitted windows, holidays, time off."""
