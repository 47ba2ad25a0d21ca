"""Letters by SMTP: composed with care for what stands in headers, sent over a connection that is kept for a batch.

Nothing here is written in a log, and no error carries an address or a line of a letter."""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from domain.errors import RuleBroken

SECONDS = 15.0  # the longest wait for one answer of the server
PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailSettingWrong(RuleBroken):
    """AWN_MAIL is no smtp:// or smtps:// address, or AWN_MAIL_FROM no e-mail address."""


class NotSent(RuleBroken):
    """The server did not take the letter this time. `reason` is the kind of error and the server's number, no more."""


class NeverSent(NotSent):
    """The server will never take it: this recipient does not exist, or the letter cannot be written."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed in. `encrypted`: TLS from the first byte (smtps)."""

    host: str
    port: int
    encrypted: bool
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> "Server":
        """The server of `smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`; user and password
        percent-encoded, both optional. Raises MailSettingWrong."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise MailSettingWrong from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise MailSettingWrong
        return cls(
            parts.hostname, port or PORTS[parts.scheme], parts.scheme == "smtps",
            unquote(parts.username or ""), unquote(parts.password or ""),
        )  # fmt: skip

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, where nobody stands in between."""
        return self.host in _LOOPBACK


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to one address. `name`: what its Message-ID begins with, the same each time it is tried; `stop_url`:
    where mail programs stop such letters with one POST (RFC 8058)."""

    to: str
    subject: str
    text: str
    html: str
    name: str
    stop_url: str


def parse_sender(text: str) -> Address:
    """The address of `Awn <awn@example.org>` or `awn@example.org`. Raises MailSettingWrong."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = text
        (address,) = message["From"].addresses
    except (ValueError, IndexError, HeaderParseError):
        raise MailSettingWrong from None
    if not address.username or "." not in address.domain and address.domain != "localhost" or message["From"].defects:
        raise MailSettingWrong
    return Address(address.display_name, address.username, address.domain)


def compose(mail: Mail, sender: Address) -> EmailMessage:
    """The letter as it goes over the wire. A line break in a header would begin another one, so that subjects are one
    line and anything else of the kind is refused. Raises NeverSent."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = " ".join(mail.subject.split())
        message["Date"] = localtime()
        message["Message-ID"] = f"<{mail.name}@{sender.domain}>"
        message["List-Unsubscribe"] = f"<{mail.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"  # so that «out of office» does not answer
        message.set_content(mail.text, cte="base64")
        message.add_alternative(mail.html, subtype="html", cte="base64")
    except (ValueError, IndexError, HeaderParseError, MessageError):
        raise NeverSent(reason="unwritable") from None
    return message


class Outbox:
    """A connection to the server, opened with the first letter and again after a failure; closed with the block."""

    def __init__(self, server: Server, sender: Address, seconds: float | None = None) -> None:
        self._server, self._sender, self._seconds = server, sender, seconds or SECONDS
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def send(self, mail: Mail) -> None:
        """Hand one letter in. Raises NotSent, NeverSent."""
        message = compose(mail, self._sender)
        try:
            self._open = self._open or self._connect()
            self._open.send_message(message, self._sender.addr_spec, [mail.to])
        except smtplib.SMTPRecipientsRefused as refused:
            code = max(number for number, _ in refused.recipients.values())
            raise (NeverSent if code in (550, 551, 553) else NotSent)(reason=f"recipient refused {code}") from None
        except smtplib.SMTPResponseException as refused:
            self._drop()
            raise NotSent(reason=f"{type(refused).__name__} {refused.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as failed:  # OSError: timeouts and TLS as well
            self._drop()
            raise NotSent(reason=type(failed).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, self._context()
        connection: smtplib.SMTP
        if server.encrypted:
            connection = smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        try:
            connection.ehlo()
            hidden = server.encrypted
            if not hidden and connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
                hidden = True
            if server.user:
                if not (hidden or server.is_here):
                    raise smtplib.SMTPException("a password would travel in the clear")
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        """Certificates are checked, except this machine's own, which nobody signed."""
        context = ssl.create_default_context()
        if self._server.is_here:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
