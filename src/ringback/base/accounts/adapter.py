"""How sign-in behaves here: who may sign up, whose address needs no proof, where its links lead."""

from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ringback.base.accounts import services
from ringback.base.accounts.beginnings import beginnings
from ringback.base.accounts.models import User
from ringback.base.database.sealed import seal, unseal
from ringback.base.edge.addresses import client_of_page, household
from ringback.base.kit.errors import NotFoundError

INVITATION_KEY = "invitation"

_log = structlog.get_logger(__name__)


def invited_as(request: HttpRequest) -> services.Offer | None:
    """The open invitation whose link this session has followed, or None."""
    token = request.session.get(INVITATION_KEY)
    if not isinstance(token, str):
        return None
    try:
        return services.read_invitation(token)
    except NotFoundError:
        return None


def strangers_may_sign_up() -> bool:
    """Whether somebody may whom nobody has invited: to open an organisation, or something of their own."""
    return bool(settings.SIGN_UP_OPEN or beginnings()) or not User.objects.exists()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is open to the first user, to the invited, and to all where the operator says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return strangers_may_sign_up() or invited_as(request) is not None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """The first user needs no mail to be set up; the invited have been told of by the sign-up form."""
        first = not User.objects.exclude(email=email.lower()).exists()
        return first or bool(super().is_email_verified(request, email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom rate limits count: the client behind proxies we trust, an IPv6 subscriber as one."""
        return household(client_of_page(request)).partition("/")[0]

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _public(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _public(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down is told to the person and the log; it breaks no page, whoever the mail is for."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            _log.error("mail could not be sent", mail=template_prefix, why=type(error).__name__)
            if allauth_context.request is not None:
                problem = _("The mail could not be sent just now. Try again later, or tell who runs this installation.")
                messages.error(allauth_context.request, problem)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals what makes second factors, so that a stolen database makes none."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)


def _public(url: str) -> str:
    """The same page at the installation's own address, whatever host the request named."""
    parts = urlsplit(url)
    return str(settings.PUBLIC_URL) + parts.path
