"""The tables of the reports: what was counted once so as not to be counted for each page."""

from ringback.insight.statistics.models import Counted, Tally

__all__ = ["Counted", "Tally"]
