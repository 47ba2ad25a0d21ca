"""What holds on every page: axe finds nothing, the HTML is right, nothing is clipped, the words are the reader's."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from domain.db import db
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE

PUBLIC = ("/", "/needs", "/needs/{need}", "/needs/{need}/pledge", "/campaigns", "/campaigns/winter", "/associations",
          "/associations/ours", "/sign-in", "/sign-up", "/privacy", "/nowhere", "/needs?q=nothing")  # fmt: skip
SIGNED_IN = ("/needs", "/needs/{need}", "/pledges", "/pledges/{pledge}", "/account")
OWNERS = ("/desk/ours", "/pledges/{pledge}", "/account")
EVERY = [(None, path) for path in PUBLIC] + [("volunteer", path) for path in SIGNED_IN] + [
    ("owner", path) for path in OWNERS
]  # fmt: skip
PAGES = pytest.mark.parametrize(("who", "path"), EVERY, ids=[f"{who or 'visitor'}:{path}" for who, path in EVERY])

TOO_LOW = """() =>
  [...document.querySelectorAll('button, .btn, .chip, nav a, summary, input.in, select')]
  .filter(e => e.offsetParent && !e.closest('.sr'))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height])
  .filter(([, height]) => height > 0 && height < 43.5)"""


@pytest.fixture
def world(cast):
    edition = factories.edition(slug="winter")
    made = [factories.need(cast["ours"], edition_id=edition.id, note="مقاس 6–12 سنة") for _ in range(3)]
    pledge = factories.pledge(made[0], cast["volunteer"], 7)
    db.session.commit()
    return {"need": made[0].id, "pledge": pledge.id}


@PAGES
@pytest.mark.parametrize("lang", ["ar", "fr"])
def test_axe_finds_nothing_nothing_is_cut_off_and_targets_are_large_enough(visit, world, cast, who, path, lang):
    """One visit a page: colours and sizes are changed around it, without the transitions that would blur them."""
    person = cast[who] if who else None
    page = visit(path.format(**world), lang=lang, person=person, reduced_motion="reduce")
    for scheme, size in (("light", PHONE), ("dark", DESKTOP)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found]
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        small = page.evaluate(TOO_LOW)
        assert not small, small
