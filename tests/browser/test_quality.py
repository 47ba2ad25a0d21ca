"""What holds on every page: axe finds nothing, the HTML is right, nothing is clipped, the words are the reader's."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from domain import clock, comments, distributions, handovers, invitations, notices, posts, renewal_links
from domain.db import db
from domain.distributions import Served
from tests import factories
from tests.browser import scene
from tests.browser.conftest import DESKTOP, PHONE

PUBLIC = ("/", "/needs", "/needs/{need}", "/needs/{need}/pledge", "/campaigns", "/campaigns/winter", "/associations",
          "/associations/ours", "/associations/ours/news", "/associations/ours/news/{post}", "/join", "/sign-in",
          "/sign-up", "/privacy", "/nowhere", "/needs?q=nothing", "/still-needed/{renewal}", "/still-needed/nothing",
          "/invitations/{invitation}", "/campaigns/winter/report", "/campaigns/winter/posters",
          "/needs/{need}/posters", "/associations/ours/posters")  # fmt: skip
SIGNED_IN = ("/needs", "/needs/{need}", "/pledges", "/pledges/{pledge}", "/pledges/{pledge}/slip", "/account", "/inbox",
             "/inbox/letters", "/associations/ours/news/{post}", "/invitations/{invitation}")  # fmt: skip
DESK = ("", "/paste", "/import", "/needs/new", "/needs/{need}/edit", "/needs/{need}/end", "/incoming", "/distributions",
        "/renewal", "/news", "/news/new", "/news/{post}", "/team", "/team/handover", "/unions", "/vouches",
        "/withdrawal", "/profile", "/profile/who", "/profile/where", "/profile/about", "/profile/papers",
        "/campaigns", "/convoys", "/convoys/lines/{line}", "/words")  # fmt: skip
OWNERS = ("/pledges/{pledge}", "/pledges/{pledge}/slip", "/account", *(f"/desk/ours{path}" for path in DESK))
TEAMS = ("", "/associations", "/associations/theirs", "/associations/ours", "/needs/{waiting}", "/needs/{need}",
         "/invitations", "/matching", "/matching/{unpledged}", "/matching/{asked}", "/handovers", "/handovers/new",
         "/handovers/{collection}", "/contacts", "/channels")  # fmt: skip
PLANNING = ("", "/new", "/spring", "/winter", "/winter/next", "/winter/edit", "/winter/catalogue", "/winter/stages",
            "/winter/targets", "/winter/targets?view=grid", "/winter/targets?view=regions",
            "/winter/targets?item=blanket", "/winter/targets?region=MA-02", "/winter/targets/file", "/winter/partners",
            "/spring/partners?kind=association", "/winter/checklist")  # fmt: skip
STOCK = ("/stock", "/stock/hubs/new", "/stock/hubs/{hub}", "/stock/hubs/{hub}/supply", "/stock/hubs/{hub}/items/rice",
         "/stock/hubs/{hub}/packing/new", "/stock/movements/{movement}", "/packing/{session}", "/convoys",
         "/convoys/new", "/convoys/{convoy}", "/convoys/{planned}", "/convoys/{planned}/stops/new",
         "/convoys/{convoy}/sheet", "/convoys/lines/{line}", "/convoys/lines/{planned_line}")  # fmt: skip
STUDIO = [f"/studio{path}" for path in (*TEAMS, *(f"/campaigns{path}" for path in PLANNING), *STOCK)]
EVERY = [
    (who, path)
    for who, paths in {None: PUBLIC, "volunteer": SIGNED_IN, "owner": OWNERS, "coordinator": STUDIO}.items()
    for path in paths
]
PAGES = pytest.mark.parametrize(("who", "path"), EVERY, ids=[f"{who or 'visitor'}:{path}" for who, path in EVERY])

PRINTED = (("coordinator", "/campaigns/winter/report"), ("coordinator", "/studio/convoys/{convoy}/sheet"),
           ("volunteer", "/pledges/{pledge}/slip"))  # fmt: skip
A4 = {"width": 688, "height": 1002}  # pixels of 1/96 inch, without the margins of static/css/90-print.css

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
    waiting = factories.need(cast["theirs"], published=False, status="submitted")
    ours, owner = cast["ours"].id, cast["owner"].id
    distributions.record(given(made[1], cast), 4, Served(3, 4, 2, 6), day=clock.today(), place="دوار تيزي", key="given",
                         actor_id=owner)  # fmt: skip
    post = posts.draft(ours, "first", actor_id=owner)
    posts.write(post, "وصلت الأغطية", "وزعناها على أسر الدوار.", alts={}, dropped=())
    posts.publish(post, actor_id=owner)
    comments.comment(post, "شكرا لكم جميعا", "thanks", actor_id=cast["volunteer"].id)
    notices.tell(cast["volunteer"].id, "pledge_received", item="blanket", label="", quantity=7, actual=7)
    found = {
        "need": made[0].id, "pledge": pledge.id, "waiting": waiting.id, "post": post.id,
        "renewal": renewal_links.make(ours, actor_id=owner),
        "invitation": invitations.invite(ours, "editor", "سعاد", actor_id=owner)[1],
    }  # fmt: skip
    found |= scene.plan(edition, cast) | scene.stock(edition, cast) | scene.studio(made[2], waiting, cast)
    db.session.commit()
    return found


def given(need, cast):
    """The need's number, once something of it has arrived."""
    pledge = factories.pledge(need, cast["volunteer"], 9)
    handovers.receive(pledge.id, pledge.code, 9, "good", actor_id=cast["owner"].id)
    return need.id


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


@pytest.mark.parametrize("lang", ["ar", "fr"])
@pytest.mark.parametrize(("who", "path"), PRINTED, ids=[path for _who, path in PRINTED])
def test_what_is_printed_fits_the_width_of_a_sheet(visit, world, cast, who, path, lang):
    page = visit(path.format(**world), lang=lang, person=cast[who], size=A4)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    assert page.locator("nav:visible, .btn:visible").count() == 0, "nothing to click on paper"
