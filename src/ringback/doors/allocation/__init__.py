"""Allocation (A): few places and many applicants: campaigns, applications, reviews, answers, offers."""
