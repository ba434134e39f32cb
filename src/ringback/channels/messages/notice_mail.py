"""A notice by mail, for members who wish it so."""

from django.conf import settings

from ringback.channels.messages.models import Notice
from ringback.channels.messages.services.sending import MessageOrder, send

KIND = "notice"


def mail_notice(notice: Notice, to_address: str, language: str) -> None:
    """Order the mail, in the caller's transaction; the same notice again is the same mail."""
    values = {"title": notice.title, "text": notice.text}
    if notice.url:
        values["link"] = settings.PUBLIC_URL + notice.url
    send(
        MessageOrder(
            organisation_id=notice.organisation_id,
            channel="mail",
            kind=KIND,
            to_address=to_address,
            language=language,
            values=values,
            key=f"notice:{notice.pk}",
        )
    )
