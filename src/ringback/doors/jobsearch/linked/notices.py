"""What a seeker is told of the employer's side of a linked promise."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import NoticeKind

ANSWERED, MOVED = "search_answered", "search_moved"
KINDS = (
    NoticeKind(ANSWERED, _("An employer says that they have answered"), ()),
    NoticeKind(MOVED, _("An employer has moved their answer"), ()),
)
