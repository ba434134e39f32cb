"""Notes in the audit log what people change about how they sign in."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from django.db import transaction
from django.dispatch import Signal

from ringback.base.accounts import services
from ringback.base.accounts.models import Member, User

_ACTIONS: dict[str, Signal] = {
    "password.changed": account.password_changed,
    "password.reset": account.password_reset,
    "email.changed": account.email_changed,
    "second_factor.added": second_factor.authenticator_added,
    "second_factor.removed": second_factor.authenticator_removed,
    "second_factor.reset": second_factor.authenticator_reset,
}


def listen() -> None:
    """Connect to the sign-in library's signals; doing so again changes nothing."""
    for action, signal in _ACTIONS.items():
        signal.connect(_noting(action), weak=False, dispatch_uid=f"ringback.{action}")


def _noting(action: str) -> Any:
    def note(sender: Any, user: User, **_more: Any) -> None:
        with transaction.atomic():
            for member in Member.objects.filter(user=user, active=True).select_related("user"):
                services.audit(services.actor_of_member(member), action, f"member {member.pk}")

    return note
