"""What a browser would be sent, counted in bytes."""

import re
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

COMMENTS = re.compile(r"/\*.*?\*/", re.S)
FACES = re.compile(r"@font-face\s*\{[^}]*\}")


def browser(app: Flask) -> FlaskClient:
    """A client that understands brotli, as every browser with htmx 4 does, over HTTPS."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip, deflate, br"
    return client


def fetch(client: FlaskClient, path: str, **options: Any) -> TestResponse:
    """An answer, in an application context of its own, as on a server."""
    with client.application.app_context():
        return client.get(path, buffered=True, **options)


def size(response: TestResponse) -> int:
    """The bytes of the body as sent."""
    return len(response.get_data())


def head_size(response: TestResponse) -> int:
    """The bytes of the answer's head, with the three lines that gunicorn adds."""
    added = (
        "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: Sun, 15 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\n\r\n"
    )
    return len(added) + sum(len(f"{name}: {value}\r\n".encode()) for name, value in response.headers)


def html_of(client: FlaskClient, path: str) -> str:
    """The same page, not compressed."""
    response = fetch(client, path, headers={"Accept-Encoding": "identity"})
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def first_visit(client: FlaskClient, path: str) -> dict[str, TestResponse]:
    """Everything a browser with an empty cache asks for when it opens a page, by address, in order."""
    visit = {path: fetch(client, path)}
    for address in subresources(html_of(client, path), path):
        visit[address] = fetch(client, address)
        assert visit[address].status_code == 200, address
    sheets = [address for address in visit if address.endswith(".css")]
    for sheet in sheets:
        for address in images_of(html_of(client, sheet), sheet):
            visit.setdefault(address, fetch(client, address))
    return visit


def subresources(html: str, path: str) -> list[str]:
    """The addresses of what a page loads by itself: sheets, icons, scripts, pictures, symbols."""
    soup = BeautifulSoup(html, "html.parser")
    loading = ("stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon")
    links = [tag["href"] for tag in soup.select("link[href]") if set(tag.get("rel", [])) & set(loading)]
    sources = [tag["src"] for tag in soup.select("script[src], img[src], iframe[src], source[src]")]
    symbols = [tag["href"] for tag in soup.select("use[href], image[href]")]
    addresses = [urljoin(path, str(address)).split("#")[0] for address in links + sources + symbols]
    return [address for address in dict.fromkeys(addresses) if address != path and not address.startswith("data:")]


def images_of(sheet: str, path: str) -> list[str]:
    """What a stylesheet loads at once: everything but its fonts."""
    found = re.findall(r"url\(['\"]?([^'\")]+)['\"]?\)", FACES.sub("", COMMENTS.sub("", sheet)))
    imported = re.findall(r"@import\s+['\"]([^'\"]+)['\"]", sheet)
    return [urljoin(path, address) for address in found + imported if not address.startswith(("data:", "#"))]


def rules_with(word: str, sheet: str) -> list[str]:
    """The selectors of the rules that say this word, font faces left out."""
    return [found.strip() for found in re.findall(rf"([^{{}}]*)\{{[^{{}}]*{word}[^{{}}]*\}}", FACES.sub("", sheet))]
