"""What has had its day goes by itself at night, and nothing that somebody still needs."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from ringback.base.accounts import services as accounts
from ringback.base.accounts.models import ApiToken, CacheRow, Invitation
from ringback.base.accounts.rules import GrantValue
from ringback.base.kit import clock, ids
from ringback.base.presence import services as presence
from ringback.base.presence.models import Epoch
from ringback.core.promises import housekeeping, nightly
from ringback.core.promises.keeping import handler_of
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from ringback.doors.website.models import CallbackRequest, Site, UsedChallenge
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def not_swept_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "_swept", [])


def night(organisation_id: int) -> None:
    promise = Promise.objects.get(kind=housekeeping.TIDYING, organisation=organisation_id, state="pending")
    assert handler_of(promise.kind).keep(promise, Attempt(promise=promise)) is Outcome.DONE


def session(key: str, days: int, user_id: int) -> None:
    """One that ends in so many days, begun long ago."""
    at = clock.now()
    Session.objects.create(session_key=key, session_data="", expire_date=at + timedelta(days=days))
    made = UserSession.objects.create(user_id=user_id, session_key=key, ip="192.0.2.1")
    UserSession.objects.filter(pk=made.pk).update(created_at=at - timedelta(days=20))


def test_sessions_invitations_tokens_and_counters_go() -> None:
    opened, owner = scene.organisation("Tents")
    at, long_ago = clock.now(), clock.now() - timedelta(days=40)
    browser = scene.signed_in(owner)
    session("over", -1, scene.user_of(owner).pk)
    session("living", 1, scene.user_of(owner).pk)
    for name, expires in (("old", long_ago), ("open", at + timedelta(days=3))):
        invitation, _link = accounts.invite(owner, f"{name}@example.org", GrantValue("agent"))
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=expires)
    revoked, _text = accounts.make_token(owner, "revoked")
    _living, text = accounts.make_token(owner, "living")
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=long_ago)
    CacheRow.objects.create(cache_key="over", value="", expires=long_ago)
    ended, running = presence.join("web"), presence.join("web")
    Epoch.objects.filter(id=ended).update(ended_at=at - timedelta(days=100))

    night(opened.pk)
    assert not Session.objects.filter(session_key="over").exists()
    assert list(
        UserSession.objects.filter(session_key__in=["over", "living"]).values_list("session_key", flat=True)
    ) == ["living"]
    assert list(Invitation.objects.values_list("email", flat=True)) == ["open@example.org"]
    assert list(ApiToken.objects.values_list("name", flat=True)) == ["living"]
    assert not CacheRow.objects.filter(cache_key="over").exists()
    assert list(Epoch.objects.filter(id__in=[ended, running]).values_list("id", flat=True)) == [running]
    assert browser.get(reverse("accounts:team")).status_code == 200
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/me").status_code == 200


def test_spent_proofs_and_keys_of_requests_go() -> None:
    opened, _owner = scene.organisation("Tents")
    at = clock.now()
    site = Site.objects.create(organisation=opened, key=ids.public_id(), name="Shop")
    for days in (0, 3):
        CallbackRequest.objects.create(
            organisation=opened,
            site=site,
            token=ids.secret_token(),
            phone="",
            idempotency_key=f"{days} days",
            created_at=at - timedelta(days=days),
        )
        UsedChallenge.objects.create(signature=f"{days} days", expires_at=at + timedelta(minutes=1 - days))
    night(opened.pk)
    assert set(CallbackRequest.objects.values_list("idempotency_key", flat=True)) == {"0 days", None}
    assert list(UsedChallenge.objects.values_list("signature", flat=True)) == ["0 days"]


def test_the_nights_of_many_organisations_sweep_once(monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[str] = []
    monkeypatch.setattr(nightly, "_sweeps", {"test": lambda: len(swept.append("x") or swept)})  # type: ignore[func-returns-value]
    for name in ("Tents", "Boats"):
        night(scene.organisation(name)[0].pk)
    assert swept == ["x"]
