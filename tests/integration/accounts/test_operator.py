"""The operator's tables: for superusers, read-only but for configuration, without secrets."""

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from ringback.base.accounts import services
from ringback.base.accounts.models import ApiToken, Installation, User
from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.base.accounts.rules import GrantValue
from ringback.base.kit import clock
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db

TABLES = sorted(site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def operator() -> Client:
    browser = Client()
    browser.force_login(scene.user("Operator", is_superuser=True, is_staff=True))
    return browser


def test_only_superusers_get_in(client: Client) -> None:
    _opened, owner = scene.organisation()
    assert client.get("/operator/")["Location"].startswith("/operator/login/")
    assert client.get("/operator/login/")["Location"].startswith("/accounts/login/")
    member = scene.signed_in(owner)
    assert member.get("/operator/", follow=True).status_code == 403
    staff = Client()
    staff.force_login(scene.user("Staff", is_staff=True))
    assert staff.get("/operator/", follow=True).status_code == 403


@pytest.mark.parametrize("model", TABLES)
def test_every_table_opens_shows_no_secret_and_takes_no_new_row(model: type[models.Model], operator: Client) -> None:
    admin = site._registry[model]
    assert isinstance(admin, OperatorAdmin)
    base = f"operator:{model._meta.app_label}_{model._meta.model_name}"
    assert operator.get(reverse(f"{base}_changelist")).status_code == 200
    assert operator.get(reverse(f"{base}_add")).status_code == 403


def test_a_row_shows_no_hash() -> None:
    opened, owner = scene.organisation()
    token, _text = services.make_token(owner, "script")
    services.invite(owner, "x@example.org", GrantValue("agent"))
    browser = Client()
    boss = scene.user("Operator", is_superuser=True)
    browser.force_login(boss)
    boss.refresh_from_db()
    pages = [
        (reverse("operator:accounts_user_change", args=[boss.pk]), boss.password),
        (reverse("operator:accounts_apitoken_change", args=[token.pk]), ApiToken.objects.get(pk=token.pk).token_hash),
    ]
    for address, secret in pages:
        answer = browser.get(address)
        assert answer.status_code == 200
        assert secret not in answer.content.decode()
    assert opened.name in browser.get(reverse("operator:accounts_organisation_changelist")).content.decode()


def test_what_is_not_configuration_cannot_be_changed(operator: Client) -> None:
    _opened, owner = scene.organisation()
    user = User.objects.get(pk=owner.user_id or 0)
    address = reverse("operator:accounts_user_change", args=[user.pk])
    operator.post(address, {"email": "stolen@example.org", "is_superuser": "on", "is_active": ""})
    changed = User.objects.get(pk=user.pk)
    assert (changed.email, changed.is_superuser, changed.is_active) == (user.email, False, False)
    assert operator.post(reverse("operator:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403


def test_the_switch_of_the_installation_is_an_action(operator: Client) -> None:
    opened, _owner = scene.organisation()
    address = reverse("operator:accounts_installation_changelist")
    operator.get(address)
    operator.post(address, {"action": "stop", "_selected_action": ["1"]})
    assert services.dialling_stopped(opened.pk) is not None
    operator.post(address, {"action": "resume", "_selected_action": ["1"]})
    assert Installation.objects.get().dialling_stopped_at is None


def test_a_restored_installation_is_held_until_the_restore_is_done_and_the_operator_resumes(operator: Client) -> None:
    opened, owner = scene.organisation()
    services.hold_installation(clock.now())
    assert services.installation_held()
    assert "Restored from a backup" in (services.dialling_stopped(opened.pk) or "")
    assert "Restored from a backup" in scene.signed_in(owner).get("/", follow=True).content.decode()
    services.resume_dialling(owner)  # the switch of an organisation is another one
    address, resume = (
        reverse("operator:accounts_installation_changelist"),
        {"action": "resume", "_selected_action": ["1"]},
    )
    assert "run it again" in operator.post(address, resume, follow=True).content.decode()
    assert services.installation_held()
    services.restore_done()
    operator.post(address, resume)
    assert not services.installation_held() and services.dialling_stopped(opened.pk) is None
