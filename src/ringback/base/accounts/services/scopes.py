"""What a grant can be narrowed to. Slices above say which sites, openings and so on there are."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from ringback.base.accounts import rules
from ringback.base.accounts.rules import GrantValue
from ringback.base.kit.errors import FieldError

Lister = Callable[[int], list[tuple[int, str]]]

_listers: dict[str, Lister] = {}


def offers_scope(scope: str, lister: Lister) -> None:
    """Let `lister(organisation_id)` name the (id, name) pairs that grants of `scope` can reach.

    Called once at start by the slice that owns the things ("site": website, "opening": hiring).
    """
    _listers[scope] = lister


def scope_choices(organisation_id: int) -> list[tuple[str, int, str]]:
    """All (scope, id, name) that a grant in this organisation can be narrowed to."""
    return [
        (scope, number, name) for scope, lister in sorted(_listers.items()) for number, name in lister(organisation_id)
    ]


def check_grant(organisation_id: int, grant: GrantValue) -> None:
    """Raise FieldError unless role and scope go together and the scope is the organisation's own."""
    if not rules.fits(grant):
        raise FieldError(
            "role",
            _("This role cannot be given like this."),
            _("Owners and admins are so for the whole organisation; choose another role for a part of it."),
        )
    if grant.scope == rules.ORGANISATION:
        return
    lister = _listers.get(grant.scope)
    if lister is None or grant.scope_id not in {number for number, _name in lister(organisation_id)}:
        raise FieldError("scope", _("There is no such part of the organisation."), _("Choose one from the list."))
