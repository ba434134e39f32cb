"""How sign-in behaves here: who may sign up, and whose address needs no proof."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from ringback.base.accounts import services
from ringback.base.accounts.models import User
from ringback.base.database.sealed import seal, unseal
from ringback.base.kit.errors import NotFoundError

INVITATION_KEY = "invitation"


def invited_as(request: HttpRequest) -> services.Offer | None:
    """The open invitation whose link this session has followed, or None."""
    token = request.session.get(INVITATION_KEY)
    if not isinstance(token, str):
        return None
    try:
        return services.read_invitation(token)
    except NotFoundError:
        return None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is open to the first user, to the invited, and to all where the operator says so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGN_UP_OPEN) or not User.objects.exists() or invited_as(request) is not None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """The first user needs no mail to be set up; the invited have been told of by the sign-up form."""
        first = not User.objects.exclude(email=email.lower()).exists()
        return first or bool(super().is_email_verified(request, email))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals what makes second factors, so that a stolen database makes none."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
