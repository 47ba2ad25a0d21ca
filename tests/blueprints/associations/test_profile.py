"""An association's profile: who it is, how isolated, what it lacks, what arrived; nobody is named."""

from datetime import date

import pytest
from sqlalchemy import select

from domain import clock, distributions, handovers, needs
from domain.campaigns import EditionPartner
from domain.db import db
from domain.distributions import Distribution, Served
from domain.needs import Need
from domain.places import Commune
from tests import factories


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def commune(app):
    """The commune of Morocco farthest from a paved road."""
    return db.session.scalars(select(Commune).order_by(Commune.paved_road_km.desc().nulls_last())).first()


@pytest.fixture
def association(commune):
    """A trusted, isolated association with an owner, open and past needs, and a delivery."""
    made = factories.organisation(
        factories.person("Zoubida"), slug="amal", name="جمعية الأمل", name_latin="Association Amal",
        region_code=commune.region_code, commune_code=commune.code, isolation=commune.isolation,
        about="نعمل مع الرحّل.\nمنذ سنوات.", contact_policy="By the platform only.",
        founded=2009, joined_on=date(2024, 3, 2), fields=["relief", "women"],
    )  # fmt: skip
    volunteer = factories.person("Mehdi")
    past = factories.need(made, quantity=10)
    for need, units in ((past, 10), (factories.need(made, item="milk"), 15)):
        pledge = factories.pledge(need, volunteer, units)
        handovers.prepare(pledge.id, [], actor_id=volunteer.id)
        handovers.hand_over(pledge.id, actor_id=volunteer.id)
        handovers.receive(pledge.id, pledge.code, units, "good", actor_id=factories.person().id)
    factories.pledge(factories.need(made, item="heater"), volunteer, 4)
    factories.need(made, item="shoes", published=False)
    db.session.commit()
    return made


def test_it_says_who_they_are(client, association, commune):
    page = client.get("/associations/amal?lang=en")
    assert page.one("h1").get_text() == "Association Amal"
    for word in ("Relief", "Women", "Small", "2009", "2 March 2024", commune.name_fr, "By the platform only."):
        assert word in page.text
    assert "Trusted: checked by the platform team" in page.text


def test_arabic_readers_see_the_registered_name(client, association):
    assert client.get("/associations/amal").one("h1").get_text() == "جمعية الأمل"


def test_isolation_is_said_with_what_it_rests_on(client, association, commune):
    page = client.get("/associations/amal?lang=en")
    assert "Why it counts as isolated" in page.text
    assert f"{commune.paved_road_km:,.1f}".rstrip("0").rstrip(".") + " km" in page.text
    assert f"{commune.no_running_water_pct:.1f}".rstrip("0").rstrip(".") + "%" in page.text
    assert "census of 2024, High Commission for Planning (HCP)" in page.text


def test_without_a_commune_nothing_is_claimed(client):
    factories.organisation(slug="plain", locality="Oujda", status="approved")
    page = client.get("/associations/plain?lang=en")
    assert "isolated" not in page.text.lower()
    assert "Trusted" not in page.text
    assert "Oujda" in page.text


def test_isolation_without_census_figures_is_said_too(client):
    factories.organisation(slug="far", locality="Siwa", isolation=70)
    page = client.get("/associations/far?lang=en")
    assert "The platform team recorded that its place is far" in page.text
    assert "HCP" not in page.text


def test_its_open_needs_stand_on_it_and_past_ones_are_listed(client, association):
    page = client.get("/associations/amal?lang=en")
    open_ones = {need.id for need in db.session.scalars(select(Need)) if need.status == "published"}
    assert {int(card["data-need-id"]) for card in page.soup.select("[data-need-id]")} == open_ones
    past = db.session.scalars(select(Need).where(Need.status == "fulfilled")).one()
    assert words(page.one(f".list a[href='/needs/{past.id}']").parent) == "Blankets 10 of 10 arrived"


def test_many_needs_lead_to_the_board(client):
    made = factories.organisation(slug="many")
    for _ in range(8):
        factories.need(made)
    page = client.get("/associations/many")
    assert len(page.soup.select("[data-need-id]")) == 6
    assert page.one("a.more")["href"] == "/needs?association=many"


def test_its_figures_are_the_sums_of_its_rows(client, association):
    factories.pledge(factories.need(), factories.person(), 33)  # of another association
    own = db.session.scalars(select(Need).where(Need.organisation_id == association.id))
    rows = [need for need in own if need.status in needs.PUBLIC]
    page = client.get("/associations/amal?lang=en")
    stats = {words(stat.span): stat.b.get_text() for stat in page.soup.select(".stat")}
    assert stats == {
        "units have arrived": str(sum(need.received for need in rows)),
        "units are promised and on their way": str(sum(need.pledged for need in rows)),
        "units were distributed": str(sum(need.distributed for need in rows)),
        "volunteer has pledged": "1",
    }
    assert stats["units have arrived"] == "25"


def give_out(need, quantity, served, key):
    member = factories.person().id
    return distributions.record(
        need.id, quantity, served, day=clock.today(), place="دوار آيت علي", key=key, actor_id=member
    )


def test_whom_it_reached_is_the_sum_over_its_distributions(client, association):
    own = [need for need in db.session.scalars(select(Need)) if need.received >= 10]
    for number, need in enumerate(own):
        give_out(need, 3, Served(families=3 + number, women=3, men=6, children=4), f"right-{number}")
    wrong = give_out(own[0], 2, Served(families=1, women=1, children=900), "wrong")
    distributions.correct(wrong.id, actor_id=factories.person().id)
    rows = db.session.scalars(select(Distribution)).all()
    page = client.get("/associations/amal?lang=en")
    stats = {words(stat.span): stat.b.get_text() for stat in page.soup.select(".stats.reach .stat")}
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("families", "women", "men", "children")}
    assert len(own) == 2
    assert stats == {name: str(many) for name, many in sums.items()}


def test_few_people_are_not_shown_as_numbers(client, association):
    need = next(need for need in db.session.scalars(select(Need)) if need.received >= 10)
    give_out(need, 3, Served(families=1, women=1, children=3), "few")
    assert "Whom it reached" not in client.get("/associations/amal?lang=en").text


def test_its_campaigns_are_those_it_joined_and_those_it_needs_things_in(client, association):
    joined, needed, other = (factories.edition(slug=slug) for slug in ("joined", "needed", "other"))
    db.session.add(EditionPartner(edition_id=joined.id, organisation_id=association.id))
    db.session.add(EditionPartner(edition_id=other.id, organisation_id=association.id, status="invited"))
    factories.need(association, edition_id=needed.id)
    links = {link["href"] for link in client.get("/associations/amal").soup.select(".list a[href^='/campaigns/']")}
    assert links == {"/campaigns/joined", "/campaigns/needed"}


@pytest.mark.parametrize("status", ["started", "submitted", "suspended", "withdrawn", "rejected"])
def test_an_association_that_is_not_listed_is_not_found(client, status):
    factories.organisation(slug="hidden", status=status)
    assert client.get("/associations/hidden").status == 404


def test_an_unknown_association_is_not_found(client):
    assert client.get("/associations/nobody").status == 404


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_each_language_has_its_direction(client, association, lang, direction):
    html = client.get(f"/associations/amal?lang={lang}").one("html")
    assert (html["lang"], html["dir"]) == (lang, direction)


def test_nobody_is_named(client, association):
    body = client.get("/associations/amal").body
    for secret in ("Zoubida", "Mehdi", "+2126", "@awn.example"):
        assert secret not in body


def test_it_can_be_shared(client, association):
    page = client.get("/associations/amal?lang=fr")
    assert "Association Amal" in page.one("meta[property='og:title']")["content"]
    assert page.one("meta[property='og:description']")["content"].startswith("نعمل مع الرحّل.")
    assert page.one("[data-share]")["data-share"] == "http://localhost/associations/amal?c=copy"


def test_what_an_association_writes_is_text(client):
    factories.organisation(slug="sharp", name='"><script>x</script>', about="<img src=x>")
    page = client.get("/associations/sharp")
    assert not page.soup.select("main img, main script")
    assert page.one("h1").get_text() == '"><script>x</script>'
