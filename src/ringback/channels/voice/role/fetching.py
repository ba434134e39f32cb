"""The plan of a call whose visitor is rung first, and waits on the line."""

from dataclasses import replace

from django.conf import settings

from ringback.channels.voice.engine.plan import CallPlan, WaitingPlan
from ringback.channels.voice.role.planning import Sounds


def first(plan: CallPlan, sounds: Sounds) -> CallPlan:
    """The same call, with its visitor rung before anybody else."""
    waiting = WaitingPlan(sounds.music, float(settings.VISITOR_WAIT_SECONDS))
    return replace(plan, waves=(), visitor_first=True, waiting=waiting)
