"""The languages a site can speak to its visitors: more than the desk is offered in."""

from django.conf import settings

SPOKEN = [*settings.LANGUAGES, ("ar", "العربية")]
