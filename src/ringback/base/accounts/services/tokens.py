"""Keys for programs. Only a hash is kept, so a stolen database opens nothing."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts import rules
from ringback.base.accounts.models import ApiToken
from ringback.base.accounts.services.actors import Actor, actor_of_member
from ringback.base.accounts.services.auditing import audit
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from ringback.base.kit.ids import secret_token

MOST_LIFE_DAYS = 3650


def hashed(text: str) -> str:
    """SHA-256 in hex: enough for secrets of 192 random bits, which no list or guess can reach."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def make_token(actor: Actor, name: str, life_days: int | None = None) -> tuple[ApiToken, str]:
    """A token that acts as the actor's member, and its text, which cannot be had again.

    Only a person makes one: a token that could make tokens would outlive its own withdrawal.
    """
    if actor.member_id is None or actor.via:
        raise NotAllowedError(_("Only a signed-in member can make a token."))
    name = name.strip()
    if not name or len(name) > 80:
        raise FieldError("name", _("A name is needed, of at most 80 characters."), _("Name the program that uses it."))
    if life_days is not None and not 1 <= life_days <= MOST_LIFE_DAYS:
        raise FieldError("life_days", _("A token lives from one day to ten years."), _("Give the number of days."))
    prefix = f"rb_{secrets.token_hex(4)}"
    text = f"{prefix}_{secret_token()}"
    with transaction.atomic():
        token = ApiToken.objects.create(
            organisation_id=actor.organisation_id,
            member_id=actor.member_id,
            name=name,
            prefix=prefix,
            token_hash=hashed(text),
            expires_at=None if life_days is None else clock.now() + timedelta(days=life_days),
        )
        audit(actor, "token.made", f"token {token.pk}", prefix=prefix)
    return token, text


def revoke_token(actor: Actor, token_id: int) -> None:
    """End a token: one's own, or anybody's with "team.edit". Twice is once."""
    mine = Q() if actor.may("team.edit") else Q(member_id=actor.member_id)
    with transaction.atomic():
        token = ApiToken.objects.filter(mine, pk=token_id, organisation_id=actor.organisation_id).first()
        if token is None:
            raise NotFoundError(_("There is no such token."))
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()) == 1:
            audit(actor, "token.revoked", f"token {token.pk}", prefix=token.prefix)


def actor_for_token(text: str) -> Actor | None:
    """The member that a token acts as, or None for one that is unknown, ended or whose member has left.

    The same work for every text that is not a living token: one hash, one query.
    """
    now = clock.now()
    living = ApiToken.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        token_hash=hashed(text),
        revoked_at=None,
        member__active=True,
        member__user__is_active=True,
    )
    token = living.select_related("member__user").first()
    if token is None:
        return None
    _note_use(token)
    return actor_of_member(token.member, via=token.prefix)


def _note_use(token: ApiToken) -> None:
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= rules.TOKEN_SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at).update(last_used_at=now)
