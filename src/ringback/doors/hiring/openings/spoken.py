"""The languages a post can be offered in: more than the desk is offered in."""

from django.conf import settings

SPOKEN = [*settings.LANGUAGES, ("ar", "العربية")]
