"""Handing mail to a mail server that a stranger named: signed in over TLS, judged, bounded."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing.handing import DoubtError, LaterError, RefusedError
from ringback.base.outgoing.smtp.server import SmtpServer
from ringback.project.outgoing import networks
from tests.servers.certificates import loopback_certificate
from tests.servers.mail import DROP, accept_only, mail_sink

LOOPBACK = networks(["127.0.0.0/8"])
MAIL = b"Subject: Thank you\r\n\r\nDear Ms Weber\r\n"


def server(
    port: int, security: str = "plain", password: str = "right", chosen: Any = LOOPBACK, **more: Any
) -> SmtpServer:
    return SmtpServer("127.0.0.1", port, security, "anna" if security != "plain" else "", password, chosen, **more)


def handed(to: SmtpServer) -> str:
    return to.hand_over("anna@example.org", "hr@firm.example", MAIL, utf8=False)


def test_it_signs_in_over_starttls_and_says_why_it_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, context = loopback_certificate(tmp_path)
    with mail_sink(context, authenticator=accept_only("anna", "right"), auth_required=True) as sink:
        with pytest.raises(LaterError, match="certificate"):
            handed(server(sink.port, "starttls"))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with pytest.raises(LaterError, match="535"):
            server(sink.port, "starttls", "wrong").try_out()
        assert handed(server(sink.port, "starttls")).startswith("250")
        assert (sink.secured, sink.envelopes, sink.recipients) == ([True], ["anna@example.org"], ["hr@firm.example"])


def test_what_a_server_does_is_told_apart() -> None:
    with mail_sink() as sink:
        sink.answers = ["554 spam", "451 busy", DROP]
        for error in (RefusedError, LaterError, DoubtError):
            with pytest.raises(error):
                handed(server(sink.port))
        sink.recipient_answers = [DROP]
        with pytest.raises(LaterError):
            handed(server(sink.port))
        assert len(sink.mails) == 1, "only the doubtful one may have arrived"


def test_our_own_network_is_out_of_reach_unless_chosen() -> None:
    with mail_sink() as sink:
        for host in ("127.0.0.1", "localhost"):
            with pytest.raises(RefusedError, match="not an address we connect to"):
                SmtpServer(host, sink.port, "tls", "", "", ()).try_out()
        assert sink.connections == 0
    for wrong in (server(25), server(587, chosen=()), SmtpServer("10.0.0.1", 587, "tls", "", "", ())):
        with pytest.raises(FieldError):
            wrong.check()
    SmtpServer("smtp.example.org", 465, "tls", "", "", ()).check()


@pytest.fixture(params=[b"250-more\r\n", b"x"])
def talker(request: pytest.FixtureRequest) -> Iterator[int]:
    """A server that greets and then never ends its sentence."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            try:
                line, _peer = listening.accept()
                with line:
                    line.sendall(b"220 hello\r\n")
                    while True:
                        line.sendall(request.param * 5000)
            except OSError:
                pass

        thread = threading.Thread(target=talk)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(5)


def test_a_server_that_never_ends_is_cut_off(talker: int) -> None:
    with pytest.raises(LaterError):
        server(talker, seconds=20).try_out()


def test_a_silent_server_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(LaterError, match="cannot be reached"):
        server(listening.getsockname()[1], seconds=0.2).try_out()
