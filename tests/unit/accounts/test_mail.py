"""The mail URL, read."""

import pytest

from ringback.project.environment import SettingError
from ringback.project.mail import mail


def test_without_a_url_mail_goes_to_the_log() -> None:
    settings = mail("", "Ringback <a@example.org>")
    assert settings["EMAIL_HOST"] == ""
    assert settings["DEFAULT_FROM_EMAIL"] == "Ringback <a@example.org>"


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl", "password"),
    [
        ("smtp://u:p%40ss@mail.example.org", 587, True, False, "p@ss"),
        ("smtp://127.0.0.1:25", 25, False, False, ""),
        ("smtps://u:p@mail.example.org", 465, False, True, "p"),
    ],
)
def test_a_url_says_how_to_connect(url: str, port: int, tls: bool, ssl: bool, password: str) -> None:
    settings = mail(url, "a@example.org")
    assert settings["EMAIL_PORT"] == port
    assert (settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (tls, ssl)
    assert settings["EMAIL_HOST_PASSWORD"] == password


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_anything_else_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(SettingError, match="RINGBACK_MAIL_URL"):
        mail(url, "a@example.org")
