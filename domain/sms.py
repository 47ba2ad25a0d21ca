"""Short messages by a gateway of the operator's choice: any HTTP service, or a small script before one.

The gateway's contract: `POST` to its address with `Content-Type: application/json` and the body
`{"to": "+212612345678", "text": "…", "key": "…"}`; an answer of 2xx means that it took the message. The same `key` is
the same message sent again. A user and password in the address go as HTTP Basic; what stands in its query stays."""

import http.client
import json
import logging
import ssl
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from domain.errors import RuleBroken

SECONDS = 15.0  # the longest wait for the gateway

log = logging.getLogger("awn.sms")


class SmsSettingWrong(RuleBroken):
    """AWN_SMS is no http:// or https:// address."""


class SmsNotSent(RuleBroken):
    """The gateway did not take the message. `reason` is the kind of error or its number, no more."""


@dataclass(frozen=True, slots=True)
class LogOnly:
    """Where no gateway is set: says that a message would have gone out, and to nobody what or whom."""

    def send(self, _phone: str, _text: str, _key: str = "") -> None:
        log.warning("a short message was not sent: AWN_SMS is not set")


@dataclass(frozen=True, slots=True)
class Gateway:
    """An HTTP service that sends short messages."""

    host: str
    port: int | None
    path: str
    encrypted: bool
    authorization: str = ""
    seconds: float = SECONDS

    def send(self, phone: str, text: str, key: str = "") -> None:
        """Hand a message in. `phone` is E.164. Raises SmsNotSent."""
        body = json.dumps({"to": phone, "text": text, "key": key}).encode()
        headers = {"Content-Type": "application/json"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        connection = self._connection()
        try:
            connection.request("POST", self.path, body, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as failed:
            raise SmsNotSent(reason=type(failed).__name__) from None
        finally:
            connection.close()
        if not 200 <= status < 300:  # a redirect is not followed: it would carry the number elsewhere
            raise SmsNotSent(reason=str(status))

    def _connection(self) -> http.client.HTTPConnection:
        if not self.encrypted:
            return http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(self.host, self.port, timeout=self.seconds, context=context)


def gateway(url: str) -> Gateway | LogOnly:
    """The gateway at this address; without one, LogOnly. Raises SmsSettingWrong."""
    if not url:
        return LogOnly()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SmsSettingWrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SmsSettingWrong
    login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    authorization = f"Basic {b64encode(login.encode()).decode()}" if parts.username else ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Gateway(parts.hostname, port, path, parts.scheme == "https", authorization)
