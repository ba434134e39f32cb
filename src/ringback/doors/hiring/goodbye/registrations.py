"""What goodbyes register: who keeps their promises, what is shown of them, and that moves are told."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import declare, declare_notice
from ringback.core.promises.services import Governed, every_night, governs, keeps, links
from ringback.doors.hiring import lines, panels, tabs
from ringback.doors.hiring.candidates.services import when_moved
from ringback.doors.hiring.goodbye import next_steps, panel, personal_data, reads
from ringback.doors.hiring.goodbye.keep import AnswerHandler
from ringback.doors.hiring.goodbye.services import ending, linking
from ringback.doors.hiring.goodbye.services.awaiting import APPROVAL, APPROVAL_POLICY, NOTICES
from ringback.doors.hiring.goodbye.services.promising import ANSWER_POLICY, CALL_FIRST, DOOR, KIND, REASONS
from ringback.doors.hiring.goodbye.services.reminding import NOTICE
from ringback.doors.hiring.goodbye.services.requisition import what_misses
from ringback.doors.hiring.openings.services import holds_opening


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    answers, approvals = _("Answers to candidates"), _("Decisions of those who must approve")
    keeps(KIND, AnswerHandler(), answers)
    links(KIND, linking.heard)
    keeps(CALL_FIRST, AnswerHandler(), _("Calling the runner-up"))
    keeps(APPROVAL, AnswerHandler(), approvals)
    keeps(REASONS, AnswerHandler(), _("Reasons in writing"))
    governs(Governed(DOOR, KIND, answers, ANSWER_POLICY))
    governs(Governed(DOOR, APPROVAL, approvals, APPROVAL_POLICY))
    for notice in NOTICES:
        declare_notice(notice)
    holds_opening("approvals", what_misses)
    declare(next_steps.NEXT_STEP)
    declare_notice(NOTICE)
    when_moved(next_steps.moved)
    when_moved(ending.moved)
    lines.describes("goodbye", reads.lines)
    personal_data.register()
    every_night("hiring-goodbyes", personal_data.sweep)
    panels.register(panels.Panel("goodbye", 20, panel.render))
    tabs.register(tabs.Tab("approvals", _("Approvals"), "hiring:approvals", 82, group=tabs.Group.DECISION))
    tabs.register(
        tabs.Tab("manners", _("Keeping posted"), "hiring:manners", 80, "hiring.edit", group=tabs.Group.SET_UP)
    )
