"""What the platform team's rooms need to have something on each of their pages."""

from datetime import timedelta
from typing import Any

from domain import (
    asking,
    channels,
    clock,
    contacts,
    convoys,
    deliveries,
    gathering,
    handovers,
    hubs,
    packing,
    redrafts,
    routes,
)
from domain.campaigns import Edition
from domain.contacts import Talk
from domain.db import db
from domain.gathering import Plan
from domain.needs import Need
from domain.planning import partners, stages, targets, tasks
from domain.redrafts import Words
from domain.stages import Stage
from tests import factories

Cast = dict[str, Any]
REGIONS = frozenset(("MA-02", "MA-03"))


def plan(edition: Edition, cast: Cast) -> dict[str, Any]:
    """An edition with targets, a stage, a partner who was asked, two lines to do; and one that is only planned."""
    actor = cast["coordinator"].id
    wanted = {("blanket", None): 900, ("blanket", "MA-02"): 300, ("milk", "MA-03"): 40}
    targets.set_targets(edition.id, edition.revision, wanted, REGIONS, actor_id=actor)
    stage = Stage(("MA-02",), edition.starts_on, edition.ends_on, {"ar": "الشرق أولا"})
    stages.set_stages(edition.id, edition.revision, [stage], actor_id=actor)
    for organisation in (cast["ours"], cast["theirs"]):
        partners.ask(edition.id, organisation.id, actor_id=actor)
    partners.answer(edition.id, cast["theirs"].id, "acceptance", actor_id=cast["stranger"].id)
    late = tasks.add(edition.id, "الاتفاق مع المخزن", clock.today() - timedelta(days=2), actor_id=actor)
    tasks.move(tasks.add(edition.id, "طباعة الملصقات", None, actor_id=actor).id, "done", actor_id=actor)
    later = clock.today() + timedelta(days=60)
    factories.edition(slug="spring", is_public=False, starts_on=later, ends_on=later + timedelta(days=30))
    return {"task": late.id}


def stock(edition: Edition, cast: Cast) -> dict[str, Any]:
    """A hub whose packing runs, a convoy on its way to `ours` with a loss written down, one that is planned."""
    actor, today, ours = cast["coordinator"].id, clock.today(), cast["ours"].id
    hub = hubs.open_hub("مخزن وجدة", "MA-02", "وجدة", key="hub", actor_id=actor)
    for item, units in {"rice": 400, "food-carton": 5_000}.items():
        hubs.supply(hub.id, item, units, "بنك الطعام", key=f"in-{item}", actor_id=actor, edition_id=edition.id)
    session = packing.plan(hub.id, "meal", {"rice": 2}, 300, today, key="session", actor_id=actor,
                           edition_id=edition.id)  # fmt: skip
    packing.move(session.id, "running", actor_id=actor)
    packing.pack(session.id, 50, key="packed", actor_id=actor)
    sent, planned = (
        routes.plan(hub.id, name, today, "الطريق مفتوح", key=name, actor_id=actor, edition_id=edition.id)
        for name in ("قافلة الجبل", "قافلة السهل")
    )
    for convoy in (sent, planned):
        stop = routes.add_stop(convoy.id, "MA-03", "تاونات", {"food-carton": 3_000}, key=f"stop-{convoy.id}",
                               actor_id=actor, organisation_id=ours)  # fmt: skip
    deliveries.dispatch(sent.id, key="sent", actor_id=actor)
    line = convoys.find(sent.id).lines[0]
    deliveries.receive(line.id, 2_000, 12, 0, "بلها المطر", key="received", actor_id=cast["owner"].id)
    movement = routes.movements_of(line.id)[0][0]
    return {"hub": hub.id, "session": session.id, "convoy": sent.id, "planned": planned.id, "line": line.id,
            "planned_line": stop.lines[0].id, "movement": movement.id}  # fmt: skip


def studio(need: Need, waiting: Need, cast: Cast) -> dict[str, Any]:
    """A need said in other words, one that is being redrafted, a talk with its next step, a collection with a pledge,
    a need that nobody pledges and for which a volunteer was asked, links that were opened."""
    actor, today = cast["coordinator"].id, clock.today()
    for one in (need, waiting):
        draft = redrafts.save(one.id, Words("أغطية لليالي الجبل", "غطاء لكل طفل"), 0, actor_id=actor)
    redrafts.use(need.id, need.revision, redrafts.draft_of(need.id).revision, actor_id=actor)
    talk = Talk("call", said="يحتاجون إلى شاحنة", next_step="البحث عن شاحنة", next_on=today, next_by_id=actor)
    contacts.record(cast["ours"].id, talk, "talk", actor_id=actor)
    giver = cast["volunteer2"]
    pledge = factories.pledge(factories.need(cast["theirs"]), giver, 4)
    handovers.prepare(pledge.id, ["washed"], actor_id=giver.id)
    collection = gathering.plan(Plan("MA-02", "دار الشباب", today, note="الباب الخلفي"), "day", actor_id=actor,
                                mine=True, pledge_ids=[pledge.id])  # fmt: skip
    cast["volunteer2"].region_code = "MA-02"
    unpledged, other = factories.need(cast["ours"]), factories.need(cast["ours"], item="milk")
    asking.ask_volunteers(other.id, 1, 0, live_most=0, actor_id=actor)
    channels.add_visits({channels.Opened(today, "whatsapp", "need", need.id): 7})
    db.session.flush()
    return {"draft": draft.id, "collection": collection.id, "unpledged": unpledged.id, "asked": other.id}
