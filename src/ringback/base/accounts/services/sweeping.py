"""What accounts take away by themselves: sessions, invitations, tokens and counters that have had their day."""

from datetime import timedelta

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q

from ringback.base.accounts.models import ApiToken, CacheRow, Invitation
from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock

# Somebody may still ask what became of an invitation or a token; of a session nobody does.
ASKED_FOR = timedelta(days=30)
SIGNING_IN = timedelta(days=1)


def sweep_accounts() -> int:
    """Delete what is over in the whole installation; how many rows. Doing it again is harmless."""
    now = clock.now()
    over = now - ASKED_FOR
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    ended = Q(accepted_at__lt=over) | Q(withdrawn_at__lt=over) | Q(expires_at__lt=over)
    return sum(
        map(
            sweep,
            (
                Session.objects.filter(expire_date__lt=now),
                UserSession.objects.filter(~Exists(living), created_at__lt=now - SIGNING_IN),
                EmailConfirmation.objects.filter(created__lt=over),
                Invitation.objects.filter(ended),
                ApiToken.objects.filter(Q(revoked_at__lt=over) | Q(expires_at__lt=over)),
                CacheRow.objects.filter(expires__lt=now),
            ),
        )
    )
