"""Clicks as browsers send them, byte by byte, and what came back."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from domain import people


class Browser(NamedTuple):
    """A browser's session cookie and the token that the forms on its pages carry."""

    cookie: str
    token: str


class Answer(NamedTuple):
    """The start of an answer; `location` is the path it sends the reader to."""

    status: int
    location: str | None


@dataclass(frozen=True, slots=True)
class Click:
    """One press of the button: sent again, it has the same key."""

    need_id: int
    key: str
    browser: Browser
    name: str = ""
    phone: str = ""
    quantity: int = 1

    def sent(self, *, keep: bool = False) -> bytes:
        """The request. `keep`: the connection stays open for the next."""
        form = {"csrf_token": self.browser.token, "quantity": str(self.quantity), "key": self.key}
        if self.phone:
            form |= {"name": self.name, "phone": self.phone}
        body = urlencode(form)
        return (
            f"POST /needs/{self.need_id}/pledges HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: awn={self.browser.cookie}\r\n"
            f"Connection: {'keep-alive' if keep else 'close'}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def signed_in(app: Flask, person_id: int) -> Browser:
    """A browser in which this person is signed in."""
    return _browser(app, {"_user_id": people.begin_sign_in(person_id), "_fresh": True, "_permanent": True})


def signed_out(app: Flask) -> Browser:
    """A visitor's browser that has a form open."""
    return _browser(app, {})


def _browser(app: Flask, held: dict[str, object]) -> Browser:
    with app.test_request_context():
        g.pop("csrf_token", None)
        session.update(held)
        token = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps(dict(session))
        g.pop("csrf_token", None)
    return Browser(str(cookie), token)


def send_at_once(port: int, requests: list[bytes]) -> list[Answer]:
    """Open a connection for each request, then send all of them in one moment.

    In a thread of its own: a test that drove a browser may have left a running loop in this one."""
    with ThreadPoolExecutor(1) as fresh:
        return fresh.submit(asyncio.run, _send_at_once(port, requests)).result()


async def _send_at_once(port: int, requests: list[bytes]) -> list[Answer]:
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in requests]
    return await asyncio.gather(*(_send(*pair, request) for pair, request in zip(opened, requests, strict=True)))


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> Answer:
    writer.write(request)
    answer = read(await reader.read())
    writer.close()  # at once: the server waits for it
    await writer.wait_closed()
    return answer


def read(raw: bytes) -> Answer:
    """The status and the address in an answer's head."""
    head = raw.split(b"\r\n\r\n", 1)[0].decode("latin-1")
    if not head:
        return Answer(599, None)  # the connection was closed without an answer
    location = re.search(r"^location: (\S+)", head, re.I | re.M)
    return Answer(int(head.split(" ", 2)[1]), location[1] if location else None)
