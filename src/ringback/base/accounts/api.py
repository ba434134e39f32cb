"""What a program learns about itself: whose token it holds, and what that opens."""

from ninja import Router, Schema

from ringback.base.accounts import rules, services
from ringback.base.accounts.access import TokenRequest

router = Router(tags=["accounts"])


class OrganisationOut(Schema):
    """The organisation a token belongs to."""

    id: int
    name: str
    country: str
    zone: str
    language: str


class GrantOut(Schema):
    """A role and how far it reaches; `scope_id` is 0 for the whole organisation."""

    role: str
    scope: str
    scope_id: int


class MeOut(Schema):
    """The member a token acts as; `dialling_stopped` says why nothing is dialled, or is null."""

    name: str
    member_id: int
    organisation: OrganisationOut
    grants: list[GrantOut]
    permissions: list[str]
    dialling_stopped: str | None


@router.get("/me", response=MeOut, summary="Whose token this is")
def me(request: TokenRequest) -> dict[str, object]:
    """The member and organisation behind the token, and the permissions it holds over the whole organisation."""
    actor = request.auth
    return {
        "name": actor.name,
        "member_id": actor.member_id,
        "organisation": services.organisation_of(actor),
        "grants": list(actor.grants),
        "permissions": sorted(one for one in rules.PERMISSIONS["owner"] if actor.may(one)),
        "dialling_stopped": services.dialling_stopped(actor.organisation_id),
    }
