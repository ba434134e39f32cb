"""Telling machines from people: what answers by itself counts as nobody's word, and nothing answers it (RFC 3834)."""

from ringback.channels.messages.inbox.parsing import Mail
from ringback.channels.messages.inbox.words_of import raw_header

_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply", "List-Id", "Feedback-ID")
_PRECEDENCES = {"auto_reply", "auto-reply", "bulk", "junk", "list"}
_SENDERS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@", "do-not-reply@", "donotreply@")


def is_automatic(mail: Mail) -> bool:
    """Whether a machine wrote it: a vacation notice, a list, a server."""
    tree = mail.tree
    submitted = raw_header(tree, "Auto-Submitted").strip().lower().partition(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if any(tree.get(name) is not None for name in _MARKS):
        return True
    if raw_header(tree, "Precedence").strip().lower() in _PRECEDENCES:
        return True
    return raw_header(tree, "Return-Path").strip() == "<>" or mail.from_address.startswith(_SENDERS)
