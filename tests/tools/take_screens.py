"""The pictures of docs/screens: every page on a phone and on a desktop, and what is printed on A4, in Arabic and French
(Morocco) and Persian (Iran)."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from io import BytesIO
from pathlib import Path

import typst
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools.provide_chromium import find

ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "docs" / "screens"
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}
PORT = 8765
COLOURS = 128
TALLEST = 1480  # pixels of a phone's page that a picture shows
MOROCCO = ("MA", {"campaign": "warm-winter-2026", "association": "anfas-al-jabal"})
COUNTRIES = {
    "ar": MOROCCO,
    "fr": MOROCCO,
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
    ("report", "/campaigns/{campaign}/report", None),
    ("report-printed", "/campaigns/{campaign}/report", None),
    ("posters", "/campaigns/{campaign}/posters", None),
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
    ("desk-campaigns", "/desk/{association}/campaigns", "association"),
    ("desk-convoys", "/desk/{association}/convoys", "association"),
    ("desk-team", "/desk/{association}/team", "association"),
    ("desk-profile", "/desk/{association}/profile", "association"),
    ("studio", "/studio", "coordinator"),
    ("studio-need", "link", "coordinator"),
    ("studio-associations", "/studio/associations?state=submitted", "coordinator"),
    ("studio-association", "link", "coordinator"),
    ("planning", "/studio/campaigns", "coordinator"),
    ("planning-edition", "/studio/campaigns/{campaign}", "coordinator"),
    ("planning-targets", "/studio/campaigns/{campaign}/targets", "coordinator"),
    ("planning-grid", "/studio/campaigns/{campaign}/targets?view=grid", "coordinator"),
    ("planning-partners", "/studio/campaigns/{campaign}/partners", "coordinator"),
    ("matching", "/studio/matching", "coordinator"),
    ("matching-need", "link", "coordinator"),
    ("handovers", "/studio/handovers", "coordinator"),
    ("handovers-day", "link", "coordinator"),
    ("contacts", "/studio/contacts", "coordinator"),
    ("stock", "/studio/stock", "coordinator"),
    ("stock-hub", "link", "coordinator"),
    ("packing", "link", "coordinator"),
    ("convoys", "/studio/convoys", "coordinator"),
    ("convoy", "link", "coordinator"),
    ("convoy-printed", "{convoy}/sheet", "coordinator"),
    ("channels", "/studio/channels", "coordinator"),
    ("join", "/join", "volunteer2"),
]
LINKS = {
    "need": "article.need h2 a",
    "pledge": ".cards ~ .cards h3 a",
    "desk-edit": "a[href$='/edit']",
    "receipt": "main a[href^='/pledges/']",
    "studio-need": "main li:has(.badge.grey) a[href^='/studio/needs/']",
    "studio-association": "main a[href^='/studio/associations/']",
    "matching-need": "main a[href^='/studio/matching/']",
    "handovers-day": "main .week a[href^='/studio/handovers/']",
    "stock-hub": "main a[href^='/studio/stock/hubs/']:not([href$='/new'])",
    "packing": "main a[href^='/studio/packing/']",
    "convoy": "main li a[href^='/studio/convoys/']",
}


def main() -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for lang, (country, names) in COUNTRIES.items():
            with tempfile.TemporaryDirectory() as instance:
                environment = os.environ | {"AWN_INSTANCE": instance, "AWN_COUNTRY": country, "AWN_RATE_LIMITS": "0"}
                processes = serve(environment | {"PORT": str(PORT)})
                try:
                    for size in SIZES:
                        take(browser, lang, size, names)
                finally:
                    for process in processes:
                        process.terminate()
                        process.wait()


def serve(environment: dict[str, str]) -> list[subprocess.Popen[bytes]]:
    """A worker and a server on the demonstration of a country, once the server answers."""
    bin_ = Path(sys.executable).parent
    subprocess.run([bin_ / "flask", "--app", "app", "prepare"], env=environment, cwd=ROOT, check=True)
    commands: list[list[str | Path]] = [
        [bin_ / "flask", "--app", "app", "worker"],
        [bin_ / "gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"],
    ]
    processes = [subprocess.Popen(one, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) for one in commands]
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz")
            return processes
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
        if name == "posters":
            make_posters(page)
        if name.endswith("-printed"):
            if size == "desktop":
                print_page(page, f"{name}-{lang}.png")
            continue
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        if size == "phone":
            page.set_viewport_size({"width": SIZES[size]["width"], "height": max(tall, SIZES[size]["height"])})
        keep(Image.open(BytesIO(page.screenshot())).convert("RGB"), f"{name}-{size}-{lang}.png")
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]


def make_posters(page: Page) -> None:
    """Ask for the posters, unless they were made for another size, and wait until they are there."""
    button = page.locator("#sheets form button")
    if button.count():
        button.click()
    page.locator("#sheets:not([data-hx-trigger]) img.sheet").nth(2).wait_for()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_load_state("networkidle")


def print_page(page: Page, file_name: str) -> None:
    """The first sheet that the browser prints; typst draws it."""
    with tempfile.TemporaryDirectory() as folder:
        page.pdf(path=f"{folder}/sheets.pdf", prefer_css_page_size=True)
        drawn = Path(folder, "sheet.typ")
        drawn.write_text('#set page("a4", margin: 0pt)\n#image("sheets.pdf", width: 100%)')
        sheet = typst.compile(drawn, format="png", ppi=96)
    keep(Image.open(BytesIO(sheet)).convert("RGB"), file_name)


def keep(picture: Image.Image, file_name: str) -> None:
    """Save a picture, in few enough colours to be a third of its weight."""
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(SCREENS / file_name, "PNG", optimize=True)


if __name__ == "__main__":
    main()
