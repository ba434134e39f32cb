"""A campaign's questions, and what very many applicants answer to them."""

import random
from decimal import Decimal

from ringback.doors.allocation.campaigns.rules import Asked, Condition, Value

# A campaign's usual questions (MISSION A3), with a condition and a cap among them.
QUESTIONS = [
    Asked("owned", "yes_no", "Did you own one before?", weights={"yes": Decimal(30)}),
    Asked(
        "years",
        "number",
        "For how many years?",
        weights={"each": Decimal("2.5"), "most": Decimal(20)},
        shown_if=Condition("owned", ("yes",)),
    ),
    Asked(
        "events",
        "several",
        "Which events did you come to?",
        choices=(("spring", "Spring"), ("summer", "Summer"), ("factory", "Factory")),
        weights={"spring": Decimal(5), "summer": Decimal(5), "factory": Decimal(8), "most": Decimal(15)},
    ),
    Asked(
        "track", "choice", "Track use", choices=(("often", "Often"), ("never", "Never")), weights={"often": Decimal(10)}
    ),
    Asked("club", "yes_no", "In a club?", weights={"yes": Decimal(5)}),
    Asked("public", "text", "Where are you seen?", weights={"given": Decimal(2)}),
]


def answers(count: int, seed: int = 1) -> list[dict[str, Value]]:
    """What so many applicants say; the same of the same seed."""
    lot = random.Random(seed)
    events = [list(some) for some in ((), ("spring",), ("summer", "factory"), ("spring", "summer", "factory"))]
    years = [str(number) for number in range(12)]
    yes_no, track, said = ("yes", "no"), ("often", "never"), ("", "A weekly column in the local paper")
    return [
        {
            "owned": lot.choice(yes_no),
            "years": lot.choice(years),
            "events": lot.choice(events),
            "track": lot.choice(track),
            "club": lot.choice(yes_no),
            "public": lot.choice(said),
        }
        for _number in range(count)
    ]
