"""What this slice registers with the rooms below it when the application starts."""

from ringback.base.accounts import team_notes
from ringback.base.accounts.services import when_member_removed
from ringback.core.people.services import when_consent_withdrawn
from ringback.core.promises.nightly import every_night
from ringback.core.promises.services.leaving import member_left
from ringback.core.promises.services.linking import sweep_links
from ringback.core.promises.services.withdrawing import consent_withdrawn
from ringback.core.promises.views import team_links, team_note


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    when_member_removed(member_left)
    when_consent_withdrawn(consent_withdrawn)
    every_night("links", sweep_links)
    team_notes.hang(team_note)
    team_notes.hang_links(team_links)
