"""The languages a campaign can be held in: more than the desk is offered in."""

from django.conf import settings

SPOKEN = [*settings.LANGUAGES, ("ar", "العربية")]
