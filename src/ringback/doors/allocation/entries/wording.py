"""The mails to whoever applied, each with texts that an organisation may make its own."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import Kind

_SAMPLES = {
    "name": "Mira Novak",
    "campaign": "The first 500",
    "region": "Europe",
    "closing": "12 May 2026 (Central European Summer Time)",
    "link": "https://desk.example/apply/status/17.1790000000~c2lnbmVk/",
}
_REQUIRED, _LINKS = ("campaign", "region", "closing", "link"), frozenset({"link"})
RECEIVED = Kind(
    "allocation_received",
    _("To an applicant: we have your application"),
    required=_REQUIRED,
    optional=("name",),
    links=_LINKS,
    samples=_SAMPLES,
)
AGAIN = Kind(
    "allocation_again",
    _("To an applicant: you had applied already"),
    required=_REQUIRED,
    optional=("name",),
    links=_LINKS,
    samples=_SAMPLES,
)
KINDS = (RECEIVED, AGAIN)
