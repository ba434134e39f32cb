"""The verbs of openings: what the other parts of the door enter by."""

from ringback.doors.hiring.openings.services.finding import (
    opening_choices,
    opening_of,
    openings_of,
    public_opening,
    stages_of,
)
from ringback.doors.hiring.openings.services.life import (
    close_opening,
    holds_closing,
    holds_opening,
    open_opening,
    what_holds,
)
from ringback.doors.hiring.openings.services.making import OpeningValues, complaints_of, save_opening
from ringback.doors.hiring.openings.services.norms import LevelNorm, Norm, norm_for, norms_of, reset_norm, say_norm
from ringback.doors.hiring.openings.services.stages import StageValues, save_stages

__all__ = [
    "LevelNorm",
    "Norm",
    "OpeningValues",
    "StageValues",
    "close_opening",
    "complaints_of",
    "holds_closing",
    "holds_opening",
    "norm_for",
    "norms_of",
    "open_opening",
    "opening_choices",
    "opening_of",
    "openings_of",
    "public_opening",
    "reset_norm",
    "save_opening",
    "save_stages",
    "say_norm",
    "stages_of",
    "what_holds",
]
