"""Real servers on this machine that take letters and short messages: well, badly, or not at all."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class PostOffice:
    """What came in, and how the server answers: `answers` gives the reply to each RCPT, `data` the one to DATA."""

    def __init__(self, answers: dict[str, str] | None = None, data: str = "250 taken") -> None:
        self.answers, self.data = answers or {}, data
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[str, str]] = []
        self.was_encrypted: list[bool] = []
        self.url = ""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        refusal = self.answers.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data.startswith("close"):
            server.transport.close()
            return "421 gone"
        if self.data.startswith("2"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
            self.envelopes.append(envelope)
            self.was_encrypted.append(session.ssl is not None)
        return self.data

    def sign_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"s3:cret", handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office(office: PostOffice | None = None, **options: Any) -> Iterator[PostOffice]:
    """An SMTP server that puts what it takes into `office`."""
    office, port = office or PostOffice(), free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port, authenticator=office.sign_in, **options)
    controller.start()
    office.url = f"smtp://127.0.0.1:{port}"
    try:
        yield office
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[str]:
    """An address that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate nobody signed."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


class Exchange:
    """What an SMS gateway was sent, and the status it answers."""

    def __init__(self, status: int = 202) -> None:
        self.status = status
        self.messages: list[dict[str, str]] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.url = ""


@contextmanager
def exchange(status: int = 202) -> Iterator[Exchange]:
    """An HTTP gateway for short messages."""
    made = Exchange(status)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802  # http.server's name
            made.messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            made.requests.append((self.path, dict(self.headers)))
            self.send_response(made.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
