"""The pictures of docs/screens: every page on a phone and on a desktop, in Arabic (Morocco) and Persian (Iran)."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.tools.provide_chromium import find

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "docs" / "screens"
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}
PORT = 8765
TALLEST = 1480  # pixels of a phone's page that a picture shows
COUNTRIES = {
    "ar": ("MA", {"campaign": "warm-winter-2026", "association": "anfas-al-jabal"}),
    "fa": ("IR", {"campaign": "warm-village-2026", "association": "damane-oshtorankuh"}),
}
# name, address, who is signed in; `link` is taken from the page before it.
PAGES = [
    ("home", "/", None),
    ("board", "/needs", None),
    ("need", "link", None),
    ("guest-pledge", "{need}/pledge", None),
    ("campaigns", "/campaigns", None),
    ("campaign", "/campaigns/{campaign}", None),
    ("associations", "/associations", None),
    ("association", "/associations/{association}", None),
    ("sign-in", "/sign-in", None),
    ("sign-up", "/sign-up", None),
    ("privacy", "/privacy", None),
    ("not-found", "/nowhere", None),
    ("board-signed-in", "/needs", "volunteer"),
    ("pledges", "/pledges", "volunteer"),
    ("pledge", "link", "volunteer"),
    ("account", "/account", "volunteer"),
    ("inbox", "/inbox", "volunteer"),
    ("desk", "/desk/{association}", "association"),
    ("desk-edit", "link", "association"),
    ("desk-paste", "/desk/{association}/paste", "association"),
    ("desk-import", "/desk/{association}/import", "association"),
    ("desk-arriving", "/desk/{association}/incoming", "association"),
    ("receipt", "link", "association"),
    ("slip", "{receipt}/slip", "association"),
    ("desk-distribution", "/desk/{association}/distributions", "association"),
    ("desk-renewal", "/desk/{association}/renewal", "association"),
    ("desk-news", "/desk/{association}/news", "association"),
    ("desk-team", "/desk/{association}/team", "association"),
    ("desk-profile", "/desk/{association}/profile", "association"),
    ("studio", "/studio", "coordinator"),
    ("studio-association", "link", "coordinator"),
    ("join", "/join", "volunteer2"),
]
LINKS = {
    "need": "article.need h2 a",
    "pledge": ".cards ~ .cards h3 a",
    "desk-edit": "a[href$='/edit']",
    "receipt": "main a[href^='/pledges/']",
    "studio-association": "main a[href^='/studio/associations/']",
}


def main() -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for lang, (country, names) in COUNTRIES.items():
            with tempfile.TemporaryDirectory() as instance:
                environment = os.environ | {"AWN_INSTANCE": instance, "AWN_COUNTRY": country, "AWN_RATE_LIMITS": "0"}
                server = serve(environment | {"PORT": str(PORT)})
                try:
                    for size in SIZES:
                        take(browser, lang, size, names)
                finally:
                    server.terminate()
                    server.wait()


def serve(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A server on the demonstration of a country, once it answers."""
    bin_ = Path(sys.executable).parent
    subprocess.run([bin_ / "flask", "--app", "app", "prepare"], env=environment, cwd=ROOT, check=True)
    command = [bin_ / "gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz")
            return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def take(browser: Browser, lang: str, size: str, names: dict[str, str]) -> None:
    """Every page in one language and size."""
    base, known = f"http://127.0.0.1:{PORT}", dict(names)
    context, signed_in = None, "nobody yet"
    for name, address, who in PAGES:
        if who != signed_in:
            context = browser.new_context(viewport=SIZES[size], base_url=base)  # type: ignore[arg-type]
            context.add_cookies([{"name": "awn_lang", "value": lang, "url": base}])
            page, signed_in = context.new_page(), who
            if who:
                page.goto("/sign-in")
                page.fill("[name=login]", f"{who}@awn.example")
                page.fill("[name=password]", "awn-demo-2026")
                with page.expect_navigation():
                    page.click("main form .btn")
        target = page.locator(LINKS[name]).first.get_attribute("href") if address == "link" else address.format(**known)
        known.setdefault(name, target)
        page.goto(target)
        page.wait_for_load_state("networkidle")
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        if size == "phone":
            page.set_viewport_size({"width": SIZES[size]["width"], "height": max(tall, SIZES[size]["height"])})
        page.screenshot(path=SCREENS / f"{name}-{size}-{lang}.png")
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
