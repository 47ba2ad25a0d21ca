"""An edition planned and steered: made, begun from the one before, changed by two at once, its targets read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
import sqlalchemy as sa

from domain import clock, log, organisations
from domain.campaigns import Edition, EditionPartner, EditionTarget, EditionTask
from domain.db import db
from domain.demo.planning import shared
from domain.errors import RuleBroken, WrongState
from domain.notices import Notice
from domain.places import COUNTRIES, regions_of
from domain.planning import editions, partners, plan, publishing, stages, targets, tasks
from domain.planning.editions import Plan
from domain.planning.target_files import EVERYWHERE, read_many, read_region, read_targets
from domain.planning.target_template import template, template_csv
from domain.stages import Stage
from tests import factories

TODAY = clock.today()
MOROCCO = frozenset(regions_of("MA"))
NAMES = {"ar": "دفء", "fr": "Chaleur"}


def wanted(**values):
    given = {"starts_on": TODAY + timedelta(days=30), "ends_on": TODAY + timedelta(days=90), "names": NAMES}
    return Plan(**(given | values))


@pytest.fixture
def actor(cast):
    return cast["coordinator"].id


@pytest.fixture
def planned(actor):
    return editions.begin(wanted(), "key", home="ar", actor_id=actor)


def history(edition):
    return [row.new for row in log.history("edition", edition.id)]


# --- editions ---------------------------------------------------------------------------------------------------------


def test_a_new_campaign_is_planned_and_not_public(planned):
    assert (planned.is_public, planned.number, editions.state_of(planned)) == (False, 1, "planned")
    assert planned.slug == f"chaleur-{planned.year}"
    assert history(planned) == ["planned"]


def test_a_repeat_of_the_click_makes_no_second_campaign(planned, actor):
    assert editions.begin(wanted(), "key", home="ar", actor_id=actor) is planned


def test_words_that_are_missing_come_from_the_nearest_language(planned):
    campaign = planned.campaign
    assert [campaign.name(lang) for lang in ("ar", "fa", "fr", "en")] == ["دفء", "دفء", "Chaleur", "Chaleur"]
    assert editions.own_words(campaign, "name", "ar") == {"ar": "دفء", "fa": "", "fr": "Chaleur", "en": ""}


def test_a_changed_name_carries_over_to_the_languages_that_have_none_of_their_own(planned, actor):
    own = editions.own_words(planned.campaign, "name", "ar") | {"ar": "دفء الشتاء"}
    editions.change(planned.id, planned.revision, wanted(names=own), home="ar", actor_id=actor)
    assert planned.campaign.name("fa") == "دفء الشتاء"
    assert planned.campaign.name("en") == "Chaleur"


def test_the_countrys_own_language_has_to_be_there(actor):
    with pytest.raises(editions.WordsMissing):
        editions.begin(wanted(names={"ar": "دفء"}), "other", home="fa", actor_id=actor)


@pytest.mark.parametrize(
    ("starts_in", "lasts", "refusal"),
    [(5, -1, editions.EndsBeforeItStarts), (5, 400, editions.LastsTooLong), (5000, 5, editions.DayFarOff)],
)
def test_days_that_cannot_be_are_refused(actor, starts_in, lasts, refusal):
    starts_on = TODAY + timedelta(days=starts_in)
    with pytest.raises(refusal):
        editions.begin(wanted(starts_on=starts_on, ends_on=starts_on + timedelta(days=lasts)), "k", home="ar",
                       actor_id=actor)  # fmt: skip


def test_the_next_edition_begins_with_what_the_one_before_had(planned, actor):
    editions.choose_items(planned.id, planned.revision, ["blanket", "shoes", "nothing"], actor_id=actor)
    targets.set_targets(planned.id, planned.revision, {("blanket", "MA-01"): 40}, MOROCCO, actor_id=actor)
    whole = Stage(("MA-01",), planned.starts_on, planned.ends_on, {"ar": "أولا"})
    stages.set_stages(planned.id, planned.revision, [whole], actor_id=actor)
    tasks.add(planned.id, "راعٍ", planned.starts_on, actor_id=actor)
    year = timedelta(days=364)
    dates = wanted(starts_on=planned.starts_on + year, ends_on=planned.ends_on + year)
    made = editions.begin_next(planned.id, dates, "next", copies=True, actor_id=actor)
    assert (made.number, made.previous, made.items) == (2, planned, ["blanket", "shoes"])
    assert [(one.item_code, one.region_code, one.quantity) for one in made.targets] == [("blanket", "MA-01", 40)]
    assert made.phases[0]["starts_on"] == made.starts_on.isoformat()
    assert [(one.words, one.due_on) for one in tasks.tasks_of(made.id)] == [("راعٍ", made.starts_on)]
    assert editions.begin_next(planned.id, dates, "next", copies=True, actor_id=actor) is made
    with pytest.raises(editions.FollowedAlready):
        editions.begin_next(planned.id, dates, "again", copies=False, actor_id=actor)


def test_stages_that_would_fall_outside_lose_their_days(planned, actor):
    whole = Stage(("MA-01",), planned.starts_on, planned.ends_on)
    stages.set_stages(planned.id, planned.revision, [whole], actor_id=actor)
    shorter = wanted(starts_on=planned.starts_on + timedelta(days=364), ends_on=planned.starts_on + timedelta(days=370))
    made = editions.begin_next(planned.id, shorter, "next", copies=True, actor_id=actor)
    assert made.phases == [{"regions": ["MA-01"], "starts_on": None, "ends_on": None}]


def test_dates_do_not_leave_a_stage_outside(planned, actor):
    whole = Stage(("MA-01",), planned.starts_on, planned.ends_on)
    stages.set_stages(planned.id, planned.revision, [whole], actor_id=actor)
    later = planned.starts_on + timedelta(days=1)
    with pytest.raises(editions.StageOutside) as refused:
        editions.change(planned.id, planned.revision, wanted(starts_on=later), home="ar", actor_id=actor)
    assert refused.value.context == {"starts_on": planned.starts_on}


def test_an_editor_who_was_overtaken_is_told(planned, actor):
    seen = planned.revision
    editions.choose_items(planned.id, seen, ["blanket"], actor_id=actor)
    with pytest.raises(plan.PlanChanged):
        editions.change(planned.id, seen, wanted(), home="ar", actor_id=actor)


def test_saving_what_is_there_already_changes_nothing(planned, actor):
    before, events = planned.revision, history(planned)
    editions.change(planned.id, before, wanted(), home="ar", actor_id=actor)
    assert (planned.revision, history(planned)) == (before, events)


def test_an_edition_without_targets_is_not_published(planned, actor):
    with pytest.raises(publishing.NotReady) as refused:
        publishing.publish(planned.id, actor_id=actor)
    assert refused.value.context == {"missing": ["targets"]}
    targets.set_targets(planned.id, planned.revision, {("blanket", None): 5}, MOROCCO, actor_id=actor)
    assert editions.state_of(publishing.publish(planned.id, actor_id=actor)) == "coming"
    publishing.publish(planned.id, actor_id=actor)
    assert history(planned).count("published") == 1


def test_an_edition_comes_back_from_the_public_only_before_anybody_relies_on_it(planned, actor):
    with pytest.raises(WrongState):
        publishing.take_back(planned.id, actor_id=actor)
    targets.set_targets(planned.id, planned.revision, {("blanket", None): 5}, MOROCCO, actor_id=actor)
    publishing.publish(planned.id, actor_id=actor)
    assert not publishing.take_back(planned.id, actor_id=actor).is_public
    running = factories.edition()
    with pytest.raises(publishing.InUse):
        publishing.take_back(running.id, actor_id=actor)


# --- stages -----------------------------------------------------------------------------------------------------------


def test_every_error_of_stages_is_said_where_it_is(planned):
    first, last = planned.starts_on, planned.ends_on
    day = timedelta(days=1)
    wrong = [
        Stage(("MA-01", "MA-02"), first, first + 9 * day),
        Stage(("MA-02",), first + 9 * day, first + 12 * day),
        Stage((), last, first),
        Stage(("MA-03",), last, last + day),
        Stage(("MA-04",), first + 20 * day, None),
    ]
    said = {(place, name, type(broken)) for place, name, broken in stages.check(planned, wrong)}
    assert said == {
        (1, "regions", stages.RegionTwice), (1, "starts_on", stages.StageTooEarly),
        (2, "ends_on", stages.StageReversed), (2, "regions", stages.StageEmpty),
        (3, "ends_on", stages.StageOutOfEdition), (4, "ends_on", stages.StageHalfDated),
        (4, "starts_on", stages.StageTooEarly),
    }  # fmt: skip


def test_each_region_that_moves_to_another_stage_stands_in_the_log(planned, actor):
    stages.set_stages(planned.id, planned.revision, [Stage(("MA-01",)), Stage(("MA-02",))], actor_id=actor)
    stages.set_stages(planned.id, planned.revision, [Stage(("MA-02",)), Stage(("MA-01",))], actor_id=actor)
    changes = plan.changes_in(log.history("edition", planned.id)[-1].note)
    assert changes == [("region MA-01", "1", "2"), ("region MA-02", "2", "1")]


# --- targets ----------------------------------------------------------------------------------------------------------


def test_only_the_targets_that_were_sent_change(planned, actor):
    def save(cells):
        return targets.set_targets(planned.id, planned.revision, cells, MOROCCO, actor_id=actor)

    assert save({("blanket", None): 9, ("blanket", "MA-01"): 4, ("shoes", "MA-01"): 0}) == 2
    assert save({("blanket", "MA-01"): 4}) == 0
    assert save({("blanket", "MA-01"): None}) == 1
    rows = db.session.scalars(sa.select(EditionTarget).where(EditionTarget.edition_id == planned.id)).all()
    assert [(one.item_code, one.region_code, one.quantity) for one in rows] == [("blanket", None, 9)]
    assert plan.changes_in(log.history("edition", planned.id)[-1].note) == [("blanket MA-01", "4", "")]


@pytest.mark.parametrize("cell", [("nothing", None), ("blanket", "EG-C")])
def test_a_cell_that_is_not_in_the_grid_is_refused(planned, actor, cell):
    with pytest.raises(targets.UnknownCell):
        targets.set_targets(planned.id, planned.revision, {cell: 5}, MOROCCO, actor_id=actor)


def test_a_grid_of_many_changes_is_logged_whole(planned, actor):
    cells = {(item, region): 100 for item in ("blanket", "shoes", "heater", "toy") for region in MOROCCO}
    targets.set_targets(planned.id, planned.revision, cells, MOROCCO, actor_id=actor)
    rows = [row for row in log.history("edition", planned.id) if row.new == "targets"]
    assert len(rows) > 1
    assert sum(len(plan.changes_in(row.note)) for row in rows) == len(cells)


def test_the_grid_sets_what_came_beside_each_target(cast):
    edition = factories.edition()
    need = factories.need(cast["ours"], edition_id=edition.id, quantity=60)
    factories.pledge(need, cast["volunteer"], 15)
    db.session.add_all([
        EditionTarget(edition_id=edition.id, item_code="blanket", region_code="MA-02", quantity=50),
        EditionTarget(edition_id=edition.id, item_code="blanket", region_code="MA-01", quantity=10),
    ])  # fmt: skip
    db.session.flush()
    grid = targets.Grid(edition, sorted(MOROCCO))
    here = grid.cell("blanket", "MA-02")
    assert (here.wanted, here.asked, here.promised, here.arrived, here.left) == (50, 60, 15, 0, 35)
    assert (grid.of_item("blanket").wanted, grid.of_region("MA-01").wanted, grid.of_all().left) == (60, 10, 45)
    assert not grid.is_exceeded("blanket")
    grid.wanted["blanket", None] = 55
    assert grid.is_exceeded("blanket")
    assert grid.of_item("blanket").wanted == 55


# --- targets from a file ----------------------------------------------------------------------------------------------


def test_a_list_in_any_language_digits_and_spelling_is_read():
    file = "المادة;المحافظة;الكمية\nكراتين غذائية;محافظة أسوان;٤٬٠٠٠٬٠٠٠\n"
    file += "Couvertures;Qena;1 200\nپتو;الدقهليه;۷۵\nblanket;;9"
    rows = read_targets("a.csv", file.encode(), "EG")
    assert [(row.region, row.quantity, row.problems) for row in rows] == [
        ("EG-ASN", 4_000_000, []), ("EG-KN", 1200, []), ("EG-DK", 75, []), (EVERYWHERE, 9, []),
    ]  # fmt: skip
    assert [row.item for row in rows] == ["food-carton", "blanket", "blanket", "blanket"]


def test_a_table_of_items_and_regions_is_read_without_its_sums():
    file = "Item,Aswan,Qena,Total\nBlankets,10,20,30\nShoes,,5,5\nTotal,10,25,35"
    rows = read_targets("a.csv", file.encode(), "EG")
    assert [(row.item, row.region, row.quantity) for row in rows] == [
        ("blanket", "EG-ASN", 10), ("blanket", "EG-KN", 20), ("shoes", "EG-KN", 5),
    ]  # fmt: skip


def test_a_bad_row_never_costs_the_others():
    file = "Item;Region;Quantity\nAlpha-beta;Atlantis;many\nBlankets;Oriental;5\nBlankets;Oriental;6\nShoes;;-3"
    rows = read_targets("a.csv", file.encode(), "MA")
    assert [row.problems for row in rows] == [
        ["item-unknown", "region-unknown", "quantity-unclear"], [], ["twice"], ["quantity-unclear"],
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no workbook", b"%PDF-1.7", b"\0\1\2" * 500, b"a;b\n1;2", b"x"])
def test_a_file_that_is_no_list_of_targets_is_refused_by_name(data):
    with pytest.raises(RuleBroken):
        read_targets("a.xlsx", data, "MA")


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_region_is_known_by_each_of_its_names(country):
    regions = regions_of(country)
    for code, names in regions.items():
        for lang in ("ar", "fa", "fr", "en"):
            assert read_region(names.name(lang), regions) == code
    assert read_region("كل المناطق", regions) == EVERYWHERE
    assert read_region("نيويورك", regions) is None


def test_numbers_that_are_none_are_not_guessed():
    assert [read_many(cell) for cell in ("12.0", 3.0, "خمسون", "100000001", "1,5", 2.5, "", "-3")] == [
        12, 3, 50, None, None, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["ar", "fa", "fr", "en"])
@pytest.mark.parametrize("made", [template, template_csv])
def test_the_file_to_download_comes_back_as_it_went(planned, actor, lang, made):
    cells = {("blanket", None): 900, ("shoes", "MA-03"): 40}
    targets.set_targets(planned.id, planned.revision, cells, MOROCCO, actor_id=actor)
    rows = read_targets("a", made(planned, regions_of("MA"), lang), "MA")
    assert {(row.item, row.region or None): row.quantity for row in rows} == cells


def test_an_empty_file_to_fill_in_has_a_row_for_each_item_and_says_nothing_yet(planned, actor):
    editions.choose_items(planned.id, planned.revision, ["blanket", "shoes"], actor_id=actor)
    text = template_csv(planned, regions_of("MA"), "ar").decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert read_targets("a.csv", text.encode(), "MA") == []


# --- partners ---------------------------------------------------------------------------------------------------------


def status(edition, organisation):
    return db.session.get(EditionPartner, (edition.id, organisation.id), populate_existing=True).status


def test_an_organisation_is_asked_accepts_and_leaves(cast, planned, actor):
    ours, owner = cast["ours"], cast["owner"].id
    partners.ask(planned.id, ours.id, actor_id=actor)
    partners.ask(planned.id, ours.id, actor_id=actor)
    told = db.session.scalars(sa.select(Notice).where(Notice.person_id == owner)).all()
    assert [(one.kind, one.path) for one in told] == [("campaign_asked", "/desk/ours/campaigns")]
    partners.answer(planned.id, ours.id, "acceptance", actor_id=owner)
    partners.answer(planned.id, ours.id, "acceptance", actor_id=owner)
    assert status(planned, ours) == "accepted"
    partners.answer(planned.id, ours.id, "leaving", actor_id=owner)
    assert partners.counts(planned.id) == {"asked": 0, "accepted": 0, "declined": 0, "left": 1}
    of_team = db.session.scalars(sa.select(Notice.kind).where(Notice.person_id == actor).order_by(Notice.id)).all()
    assert of_team == ["campaign_accepted", "campaign_left"]
    assert history(planned) == ["planned", "partner_asked", "partner_accepted", "partner_left"]


def test_nobody_comes_by_themselves_into_an_edition_that_is_only_planned(cast, planned):
    with pytest.raises(WrongState):
        partners.answer(planned.id, cast["ours"].id, "participation", actor_id=cast["owner"].id)
    assert partners.editions_for(cast["ours"].id) == ([], [], [])


def test_into_a_public_edition_an_approved_organisation_comes_by_itself(cast):
    edition = factories.edition()
    partners.answer(edition.id, cast["ours"].id, "participation", actor_id=cast["owner"].id)
    assert partners.editions_for(cast["ours"].id) == ([], [edition], [])
    cast["theirs"].status = "suspended"
    with pytest.raises(partners.NotOnThePlatform):
        partners.answer(edition.id, cast["theirs"].id, "participation", actor_id=cast["stranger"].id)


def test_what_is_over_asks_nobody(cast, actor):
    edition = factories.edition(starts_on=date(2025, 1, 1), ends_on=date(2025, 2, 1))
    with pytest.raises(partners.EditionOver):
        partners.ask(edition.id, cast["ours"].id, actor_id=actor)


def test_nobody_asks_their_own_association(cast, planned, actor):
    own = factories.organisation(cast["coordinator"])
    with pytest.raises(partners.OwnOrganisation):
        partners.ask(planned.id, own.id, actor_id=actor)
    assert own not in partners.can_be_asked(planned.id, actor)


def test_all_of_a_region_and_kind_are_asked_once(cast, planned, actor):
    company = factories.organisation(kind="company", region_code="MA-05")
    factories.organisation(kind="company", region_code="MA-06")
    found = partners.can_be_asked(planned.id, actor, region="MA-05", kind="company")
    assert found == [company]
    assert partners.ask_all(planned.id, found, actor_id=actor) == 1
    assert partners.ask_all(planned.id, found, actor_id=actor) == 0
    assert partners.can_be_asked(planned.id, actor, region="MA-05", kind="company") == []


def test_whoever_does_not_answer_is_reminded_but_not_each_day(cast, planned, actor):
    asked = partners.ask(planned.id, cast["ours"].id, actor_id=actor)
    with pytest.raises(partners.AskedLately):
        partners.remind(planned.id, actor_id=actor)
    asked.changed_at -= timedelta(days=4)
    db.session.flush()
    assert partners.remind(planned.id, actor_id=actor) == 1
    with pytest.raises(partners.AskedLately):
        partners.remind(planned.id, actor_id=actor)


def test_who_took_part_before_can_be_asked_again(cast, planned, actor):
    for organisation, word in ((cast["ours"], "acceptance"), (cast["theirs"], "refusal")):
        partners.ask(planned.id, organisation.id, actor_id=actor)
        partners.answer(planned.id, organisation.id, word, actor_id=cast["owner"].id)
    later = timedelta(days=364)
    dates = wanted(starts_on=planned.starts_on + later, ends_on=planned.ends_on + later)
    made = editions.begin_next(planned.id, dates, "next", copies=False, actor_id=actor)
    assert partners.partners_before(made, actor) == [cast["ours"]]


# --- the checklist ----------------------------------------------------------------------------------------------------


def test_a_line_is_added_once_ticked_and_dropped(planned, actor):
    revision = planned.revision
    line = tasks.add(planned.id, "مخزن جاف", None, actor_id=actor)
    assert tasks.add(planned.id, "مخزن جاف", TODAY, actor_id=actor) is line
    for step in ("done", "done", "undone", "dropped", "dropped"):
        tasks.move(line.id, step, actor_id=actor)
    assert tasks.tasks_of(planned.id) == []
    assert history(planned) == ["planned", "task_added", "task_done", "task_undone", "task_dropped"]
    assert planned.revision == revision
    with pytest.raises(WrongState):
        tasks.move(line.id, "done", actor_id=actor)


def test_a_checklist_has_an_end(planned, actor):
    db.session.add_all(EditionTask(edition_id=planned.id, words=f"سطر {n}") for n in range(tasks.MOST))
    db.session.flush()
    with pytest.raises(tasks.TooManyTasks):
        tasks.add(planned.id, "آخر", None, actor_id=actor)


def test_targets_shared_by_people_add_up_to_the_whole():
    parts = shared(1000, {"a": 3, "b": 3, "c": 1})
    assert parts == {"a": 429, "b": 428, "c": 143}


# --- two at once ------------------------------------------------------------------------------------------------------


def two_coordinators_save(app, edition_id, actor):
    """Both opened the same revision and save another target; how many were let."""
    seen = db.session.get_one(Edition, edition_id).revision
    db.session.commit()
    done = []

    def save(item):
        with app.app_context():
            try:
                targets.set_targets(edition_id, seen, {(item, None): 7}, MOROCCO, actor_id=actor)
                db.session.commit()
                done.append(item)
            except RuleBroken:
                db.session.rollback()

    with ThreadPoolExecutor(2) as both:
        list(both.map(save, ("blanket", "shoes")))
    db.session.expire_all()
    return len(done)


@pytest.fixture
def meeting(monkeypatch):
    """Whoever has the edition waits a moment for the other to have it too."""
    together, lock = Barrier(2), targets.lock

    def lock_and_wait(*arguments):
        edition = lock(*arguments)
        try:
            together.wait(timeout=0.3)
        except BrokenBarrierError:
            together.reset()  # the other was kept out, as it should be
        return edition

    monkeypatch.setattr(targets, "lock", lock_and_wait)


def test_of_two_coordinators_at_one_moment_one_is_told(app, planned, actor, meeting):
    assert two_coordinators_save(app, planned.id, actor) == 1


def test_without_the_lock_both_would_save(app, planned, actor, meeting, monkeypatch):
    monkeypatch.setattr(plan, "begin_writing", lambda: None)
    get_one = db.session.get_one
    monkeypatch.setattr(
        db.session, "get_one",
        lambda model, key, **options: get_one(model, key, **{**options, "with_for_update": None}),
    )  # fmt: skip
    assert two_coordinators_save(app, planned.id, actor) == 2


def test_two_who_ask_the_same_organisation_ask_once(app, cast, planned, actor):
    db.session.commit()
    edition_id, organisation_id = planned.id, cast["ours"].id

    def ask(_):
        with app.app_context():
            partners.ask(edition_id, organisation_id, actor_id=actor)
            db.session.commit()

    with ThreadPoolExecutor(2) as both:
        list(both.map(ask, range(2)))
    assert db.session.query(Notice).filter_by(person_id=cast["owner"].id, kind="campaign_asked").count() == 1
    assert organisations.is_member(cast["owner"].id, organisation_id)
