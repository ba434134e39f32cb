"""What a campaign decides by itself: pure functions over plain values."""

from ringback.doors.allocation.campaigns.rules.asking import Problem, Read, read, visible
from ringback.doors.allocation.campaigns.rules.closing import closing_instant, is_open
from ringback.doors.allocation.campaigns.rules.facts import (
    Asked,
    CampaignFacts,
    Condition,
    OptionFacts,
    RegionFacts,
    Value,
)
from ringback.doors.allocation.campaigns.rules.pricing import Price, PriceLine, chosen, price
from ringback.doors.allocation.campaigns.rules.scoring import Score, ScoreLine, Why, most_points, score, scorer

__all__ = [
    "Asked",
    "CampaignFacts",
    "Condition",
    "OptionFacts",
    "Price",
    "PriceLine",
    "Problem",
    "Read",
    "RegionFacts",
    "Score",
    "ScoreLine",
    "Value",
    "Why",
    "chosen",
    "closing_instant",
    "is_open",
    "most_points",
    "price",
    "read",
    "score",
    "scorer",
    "visible",
]
