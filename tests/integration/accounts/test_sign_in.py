"""Signing up, signing in, the second factor, and that nothing tells who has an account."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from ringback.base.accounts import services
from ringback.base.accounts.models import AuditEntry, Member, User
from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, NotAllowedError
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db

NEW = {"name": "Ann", "email": "ann@example.org", "password1": scene.PASSWORD}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = scene.PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": email, "password": password}).status_code


def code_for(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return code


def test_the_first_user_signs_up_and_opens_the_organisation(client: Client) -> None:
    assert client.post("/accounts/signup/", NEW).status_code == 302
    ann = User.objects.get()
    assert EmailAddress.objects.get(user=ann).verified
    opened = {"name": "Acme", "country": "DE", "zone": "Europe/Berlin", "language": "en"}
    assert client.post("/team/open/", opened).status_code == 302
    assert services.actor_for(ann).may("team.edit")


def test_after_the_first_user_sign_up_is_closed(client: Client) -> None:
    scene.user()
    assert b'name="password1"' not in client.get("/accounts/signup/").content
    client.post("/accounts/signup/", NEW)
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_one_signs_in_by_email_in_any_case_and_out_by_post_only(client: Client) -> None:
    _opened, owner = scene.organisation(password=scene.PASSWORD)
    email = scene.user_of(owner).email
    assert sign_in(client, email.upper()) == 302
    assert client.get("/team/").status_code == 200
    client.get("/accounts/logout/")
    assert client.get("/team/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/team/").status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    known = scene.user(password=scene.PASSWORD)
    answers = [
        client.post("/accounts/login/", {"login": email, "password": "wrong-password"})
        for email in (known.email, "nobody@example.org")
    ]
    texts = [answer.content.decode().replace(known.email, "").replace("nobody@example.org", "") for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert without_csrf(texts[0]) == without_csrf(texts[1])


def test_a_password_reset_tells_nobody_who_has_an_account(client: Client) -> None:
    known = scene.user(password=scene.PASSWORD)
    for email in (known.email, "nobody@example.org"):
        answer = client.post("/accounts/password/reset/", {"email": email})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/done/")
    assert [sent.to for sent in mail.outbox] == [[known.email], ["nobody@example.org"]]
    assert "reset" not in mail.outbox[1].subject.lower() or "/key/" not in mail.outbox[1].body


def test_strangers_who_may_sign_up_prove_their_address_and_learn_nothing(client: Client, settings: Settings) -> None:
    settings.SIGN_UP_OPEN = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    known = scene.user(password=scene.PASSWORD)
    answers = [client.post("/accounts/signup/", NEW | {"email": email}) for email in (known.email, NEW["email"])]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/confirm-email/")}
    assert client.get("/team/you/").status_code == 302
    link = next(word for word in mail.outbox[-1].body.split() if "/confirm-email/" in word)
    client.post(urlsplit(link).path)
    assert sign_in(client, NEW["email"]) == 302
    assert User.objects.filter(email=known.email).count() == 1


def test_a_reset_link_sets_a_new_password_once(client: Client) -> None:
    known = scene.user(password=scene.PASSWORD)
    client.post("/accounts/password/reset/", {"email": known.email})
    link = urlsplit(next(word for word in mail.outbox[0].body.split() if "/key/" in word)).path
    form = client.get(link, follow=True)
    changed = {"password1": "another-long-passphrase", "password2": "another-long-passphrase"}
    assert client.post(form.request["PATH_INFO"], changed).status_code == 302
    assert sign_in(Client(), known.email, "another-long-passphrase") == 302
    assert b"password1" not in Client().get(link, follow=True).content


def test_guessing_is_stopped_even_for_the_right_password(client: Client) -> None:
    known = scene.user(password=scene.PASSWORD)
    for _ in range(6):
        sign_in(client, known.email, "wrong-password")
    assert sign_in(client, known.email) != 302


def test_a_second_factor_is_asked_for_and_recovery_codes_work_once(client: Client) -> None:
    _opened, owner = scene.organisation(password=scene.PASSWORD)
    ann = scene.user_of(owner)
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    sign_in(client, ann.email)
    assert "reauthenticate" in client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post("/accounts/reauthenticate/", {"password": scene.PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=ann, type=Authenticator.Type.TOTP).exists()
    codes = Authenticator.objects.get(user=ann, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    for code, gets_in in ((codes[0], True), (codes[0], False), ("000000", False), (codes[1], True)):
        browser = Client()
        sign_in(browser, ann.email)
        assert browser.get("/team/").status_code == 302
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        assert (browser.get("/team/").status_code == 200) is gets_in


def test_the_second_factors_secret_is_sealed() -> None:
    ann = scene.user()
    TOTP.activate(ann, "JBSWY3DPEHPK3PXP")
    stored = Authenticator.objects.get(user=ann).data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in stored
    assert second_factor().decrypt(stored) == "JBSWY3DPEHPK3PXP"


def with_second_factor() -> tuple[Actor, User]:
    """Somebody of a team with both kinds of factor, and the team's owner."""
    opened, owner = scene.organisation(password=scene.PASSWORD)
    agent = scene.member(opened, "agent")
    ben = scene.user_of(agent)
    ben.set_password(scene.PASSWORD)
    ben.save()
    EmailAddress.objects.create(user=ben, email=ben.email, verified=True, primary=True)
    TOTP.activate(ben, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(ben)
    return owner, ben


def test_a_second_factor_whose_key_is_lost_says_so_and_is_taken_away(settings: Settings) -> None:
    owner, ben = with_second_factor()
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    browser = Client()
    sign_in(browser, ben.email)
    page = browser.post("/accounts/2fa/authenticate/", {"code": "123456"}).content.decode()
    assert "RINGBACK_KEYS" in page and "owner or admin of your team" in page
    Authenticator.objects.filter(user=ben, type=Authenticator.Type.RECOVERY_CODES).delete()
    codes = RecoveryCodes.activate(ben).get_unused_codes()
    page = browser.post("/accounts/2fa/authenticate/", {"code": "123456"}).content.decode()
    assert "Use one of your recovery codes" in page
    browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert browser.get("/team/").status_code == 403, "signed in, as an agent who may not see the team"
    desk, member_id = scene.signed_in(owner), Member.objects.get(user=ben).pk
    assert "Take away second factor" in desk.get(f"/team/members/{member_id}/").content.decode()
    assert desk.post(f"/team/members/{member_id}/second-factor/").status_code == 302
    assert not Authenticator.objects.filter(user=ben).exists()
    assert AuditEntry.objects.filter(action="second_factor.taken").count() == 1


def test_who_may_not_take_a_second_factor_away_and_the_operators_way() -> None:
    owner, ben = with_second_factor()
    mine = Member.objects.get(organisation=owner.organisation_id, user=ben)
    admin = scene.member(mine.organisation, "admin")
    with pytest.raises(NotAllowedError):
        services.take_second_factor(admin, owner.member_id or 0)
    with pytest.raises(ConflictError):
        services.take_second_factor(owner, owner.member_id or 0)
    with pytest.raises(NotAllowedError):
        services.take_second_factor(scene.member(mine.organisation, "lead"), mine.pk)
    Member.objects.create(organisation=scene.organisation("Elsewhere")[0], user=ben)
    with pytest.raises(ConflictError):
        services.take_second_factor(owner, mine.pk)
    said = StringIO()
    call_command("second_factor", ben.email.upper(), stdout=said)
    assert "by password" in said.getvalue() and not Authenticator.objects.filter(user=ben).exists()
    with pytest.raises(CommandError):
        call_command("second_factor", "nobody@example.org")


def test_a_new_address_counts_only_once_it_is_confirmed(client: Client) -> None:
    _opened, owner = scene.organisation(password=scene.PASSWORD)
    ann = scene.user_of(owner)
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    sign_in(client, ann.email)
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    ann.refresh_from_db()
    assert ann.email != "new@example.org"
    link = next(word for sent in mail.outbox for word in sent.body.split() if "/confirm-email/" in word)
    client.post(urlsplit(link).path)
    ann.refresh_from_db()
    assert ann.email == "new@example.org"


def test_every_page_of_sign_in_wears_the_frame_of_the_product(client: Client) -> None:
    _opened, owner = scene.organisation(password=scene.PASSWORD)
    outside = ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/", "confirm-email/"]
    for path in outside:
        assert b"desk-bare" in client.get(f"/accounts/{path}").content, path
    ann = scene.user_of(owner)
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    sign_in(client, ann.email)
    assert b"desk-bare" in client.get("/accounts/reauthenticate/").content
    client.post("/accounts/reauthenticate/", {"password": scene.PASSWORD})
    for path in ["email/", "password/change/", "2fa/", "2fa/totp/activate/", "logout/"]:
        content = client.get(f"/accounts/{path}").content
        assert b"desk-side" in content, path
        assert content.count(b"<h1") == 1, path


def test_one_sees_where_one_is_signed_in_and_ends_the_others() -> None:
    _opened, owner = scene.organisation(password=scene.PASSWORD)
    email = scene.user_of(owner).email
    here, there = Client(headers={"User-Agent": "Here/1"}), Client(headers={"User-Agent": "There/1"})
    for browser in (here, there):
        sign_in(browser, email)
    page = here.get("/accounts/sessions/").content
    assert b"Here/1" in page
    assert b"There/1" in page
    here.post("/accounts/sessions/")
    assert here.get("/team/").status_code == 200
    assert there.get("/team/").status_code == 302


def test_links_in_mail_lead_to_the_installations_own_address(client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://calls.example.com"
    known = scene.user(password=scene.PASSWORD)
    client.post("/accounts/password/reset/", {"email": known.email}, headers={"Host": "localhost"})
    link = next(word for word in mail.outbox[0].body.split() if "/key/" in word)
    assert link.startswith("https://calls.example.com/accounts/password/reset/key/")


def test_a_mail_server_that_is_down_breaks_no_page_and_tells_nothing(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known = scene.user(password=scene.PASSWORD)
    pages = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True).content.decode()
        for email in (known.email, "nobody@example.org")
    ]
    assert "could not be sent" in pages[0]
    assert without_csrf(pages[0]) == without_csrf(pages[1])


def test_rate_limits_count_the_client_behind_a_trusted_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    known = scene.user(password=scene.PASSWORD)
    attacker, person = ({"X-Forwarded-For": address} for address in ("198.51.100.7", "203.0.113.9"))
    wrong = {"login": "nobody@example.org", "password": "wrong-password"}
    for number in range(12):
        Client(headers=attacker).post("/accounts/login/", wrong | {"login": f"nobody{number}@example.org"})
    right = {"login": known.email, "password": scene.PASSWORD}
    assert Client(headers=attacker).post("/accounts/login/", right).status_code != 302
    assert Client(headers=person).post("/accounts/login/", right).status_code == 302


def test_what_people_change_about_sign_in_stands_in_the_log_of_their_organisations(client: Client) -> None:
    _opened, owner = scene.organisation(password=scene.PASSWORD)
    ann = scene.user_of(owner)
    sign_in(client, ann.email)
    new = "another-long-passphrase"
    client.post("/accounts/password/change/", {"oldpassword": scene.PASSWORD, "password1": new, "password2": new})
    entry = AuditEntry.objects.get(action="password.changed")
    assert (entry.organisation_id, entry.member_id) == (owner.organisation_id, owner.member_id)


def without_csrf(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())
