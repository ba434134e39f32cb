"""What the website door registers with the rooms below it when the application starts."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import offers_scope
from ringback.channels.messages.services import Narrowing, declare, declare_event, narrows_offers
from ringback.core.hours.services import when_calendar_gone
from ringback.core.promises.services import Governed, every_night, governs, keeps
from ringback.desk import callers, cards, navigation, wizard
from ringback.doors.website import agreements, personal_data, reads, rules, views
from ringback.doors.website.keep import CallbackHandler
from ringback.doors.website.polls import personal_data as polls_data
from ringback.doors.website.prompts import counting
from ringback.doors.website.proving.services import CODE
from ringback.doors.website.rebinding import rebind
from ringback.doors.website.services import site_choices
from ringback.doors.website.services.askers import persons_of, visited_choices
from ringback.doors.website.services.requests import PURPOSE
from ringback.doors.website.services.snapshots import DOOR, KIND
from ringback.doors.website.slots.confirming import BOOKED
from ringback.doors.website.sweeping import sweep_requests
from ringback.doors.website.telling import EVENTS, moved
from ringback.doors.website.visitors import events, writing
from ringback.doors.website.visitors import registrations as visitors
from ringback.doors.website.visitors.events import Happened
from ringback.doors.website.writing import personal_data as written_data
from ringback.doors.website.writing import reads as written
from ringback.doors.website.writing.keep import MessageHandler
from ringback.doors.website.writing.services import KIND as MESSAGE


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    callbacks = _("Callbacks from the website")
    keeps(KIND, CallbackHandler(), callbacks, stands_on=PURPOSE, moved=moved)
    governs(Governed(DOOR, None, _("Everything promised on the website")))
    governs(Governed(DOOR, KIND, callbacks, rules.CALLBACK_POLICY))
    answers = _("Answers to messages from the website")
    keeps(MESSAGE, MessageHandler(), answers, stands_on=agreements.MESSAGE)
    governs(Governed(DOOR, MESSAGE, answers, rules.MESSAGE_POLICY))
    every_night(DOOR, sweep_requests)
    when_calendar_gone(rebind)
    personal_data.register()
    written_data.register()
    polls_data.register()
    visitors.register()
    events.register(writing.GoalEvent, write_goals)
    declare(BOOKED)
    declare(CODE)
    for event in EVENTS:
        declare_event(event)
    offers_scope("site", site_choices)
    narrows_offers(Narrowing("website", _("Asked for a call on"), visited_choices, persons_of))
    cards.describe_door(DOOR, _("Website"), reads.lines)
    callers.tells(DOOR, reads.caller_facts)
    callers.tells("website-messages", written.facts)
    cards.register(cards.Card("website-requests", 30, views.card))
    wizard.hang(wizard.Panel("website-site", "test", views.start_panel))
    navigation.register(navigation.Item("sites", _("Sites"), "website:sites", "world", 10, "setup", "setup.edit"))


def write_goals(batch: Sequence[Happened]) -> None:
    """Goals are events of a page view, and what the two arms of an experiment are compared by."""
    writing.write_goals(batch)
    counting.count_goals(batch)
