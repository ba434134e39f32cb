"""One mail handed over an open connection to a mail server, and what its answers mean."""

import re
import smtplib

from ringback.base.outgoing.handing import DoubtError, LaterError, RefusedError, TransportError

_LEADING_DOT = re.compile(rb"(?m)^\.")
# What says that this installation, not this message, is in the way: it is tried again once somebody has mended it.
_OURS_TO_MEND = frozenset({530, 534, 535, 538})
CLOSING = 421
# RFC 5321 lets a server think for ten minutes here; a minute is what our time limit leaves.
ANSWER_SECONDS = 60


def hand_over(smtp: smtplib.SMTP, sender: str, recipient: str, mail: bytes, *, utf8: bool) -> str:
    """Hand one mail over; returns the server's words. Lines end in CRLF.

    Raises RefusedError and LaterError as the server says; whatever breaks before the final dot was sent raises
    OSError or SMTPException, and nothing was taken; afterwards DoubtError, for nobody knows.
    """
    if utf8 and not smtp.has_extn("smtputf8"):
        raise RefusedError("The mail server takes no addresses with letters beyond ASCII before the @.")
    options = [f"SIZE={len(mail)}"] if smtp.has_extn("size") else []
    if utf8:
        smtp.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    _expect(smtp.mail(sender, options), 250)
    _expect(smtp.rcpt(recipient), 250, 251)
    _expect(smtp.docmd("DATA"), 354)
    smtp.send(_LEADING_DOT.sub(b"..", mail if mail.endswith(b"\r\n") else mail + b"\r\n"))
    return _finish(smtp)


def _finish(smtp: smtplib.SMTP) -> str:
    assert smtp.sock is not None
    patience = smtp.sock.gettimeout()
    smtp.sock.settimeout(ANSWER_SECONDS)
    try:
        smtp.send(b".\r\n")
        answer = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        smtp.close()
        raise DoubtError(f"The connection broke after the mail was sent: {type(error).__name__}.") from error
    if answer[0] == -1 or smtp.sock is None:
        smtp.close()
        raise DoubtError("The connection broke after the mail was sent.")
    smtp.sock.settimeout(patience)
    return _expect(answer, 250)


def _expect(answer: tuple[int, bytes], *good: int) -> str:
    code, words = answer
    said = f"{code} {words.decode('utf-8', 'replace')}"[:400]
    if code in good:
        return said
    if code == -1:
        raise smtplib.SMTPServerDisconnected("The mail server closed the connection.")
    raise meaning(code, said)


def meaning(code: int, said: str) -> TransportError:
    """What a refusal means: 5xx is for good, unless it is about how we sign in; anything else may pass later."""
    if 500 <= code <= 599 and code not in _OURS_TO_MEND:
        return RefusedError(said)
    return LaterError(said)
