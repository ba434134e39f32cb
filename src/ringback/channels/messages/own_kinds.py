"""The kinds of message that belong to no door."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.kinds import Kind

OFFERS = "offers"

TEST = Kind(
    "test",
    _("Test message"),
    required=("name",),
    channels=("mail", "sms"),
    samples={"name": "Mira Novak"},
)
LETTER = Kind(
    "letter",
    _("Letter written by hand"),
    required=("subject", "body"),
    optional=("name",),
    channels=("mail", "sms"),
    by_hand=True,
    samples={
        "name": "Mira Novak",
        "subject": "Your question about the four-person tent",
        "body": "It weighs 3.9 kg and comes with a repair kit.\n\nCall us whenever it suits you.",
    },
)
OFFER = Kind(
    "offer",
    _("News and offers"),
    required=("subject", "body"),
    optional=("name", "link"),
    links=frozenset({"link"}),
    channels=("mail", "sms"),
    purpose=OFFERS,
    samples={
        "name": "Mira Novak",
        "subject": "Tents at half price until Sunday",
        "body": "All tents of the last season go for half their price.",
        "link": "https://shop.example/tents",
    },
)

NOTICE = Kind(
    "notice",
    _("Notice to a member"),
    required=("title",),
    optional=("text", "link"),
    links=frozenset({"link"}),
    samples={
        "title": "The phone line “Main line” is down",
        "text": "Calls through it fail.",
        "link": "https://desk.example/trunks/1/",
    },
)

OWN = (TEST, LETTER, OFFER, NOTICE)
