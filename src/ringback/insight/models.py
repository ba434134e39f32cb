"""The tables of the reports: what was counted once so as not to be counted for each page."""

from ringback.insight.statistics.models import ClosedMonth, Counted, MonthTally, Tally

__all__ = ["ClosedMonth", "Counted", "MonthTally", "Tally"]
