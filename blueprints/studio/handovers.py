"""The collection and handover board: what waits, where and when it is gathered, and who looks after it.

Volunteers are called only by the coordinator who looks after their handover: their names and phones come from
`collections.callers`, which gives them to nobody else."""

import secrets
from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.studio import bp
from blueprints.studio.gathering_forms import CollectionForm, day_in_words, regions
from blueprints.toolkit import access
from blueprints.toolkit.formats import number
from blueprints.toolkit.htmx import address
from blueprints.toolkit.language import lang
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain import clock, collections, contacts, gathering, reviews, waiting
from domain.collections import WEEK, Collection, Waiting
from domain.db import db
from domain.errors import RuleBroken
from domain.gathering import MOST, DayNotAhead, HoursTurned
from domain.phones import display_phone
from domain.pledges import Pledge

SHOWN = 40  # pledges that wait
FARTHEST = timedelta(days=400)  # from today, that the board shows a week of
SOON = (7, 14)  # days, by which what waits can be sifted
FIELD_OF: dict[type[RuleBroken], str] = {DayNotAhead: "day", HoursTurned: "ends"}


def _asked_region() -> str | None:
    """The region in the address; where it names none at all, the one the reader looks after."""
    asked = request.args.get("region")
    if asked is None:
        return waiting.home_region(current_user.id)
    return asked if asked in regions() else None


def _asked_soon() -> int | None:
    """Of SOON, as the address asks."""
    return next((days for days in SOON if request.args.get("within") == str(days)), None)


def _waiting(region: str | None, within: int | None) -> Waiting:
    return Waiting(region, clock.today() + timedelta(days=within) if within else None)


@bp.get("/studio/handovers")
def handovers() -> str:
    region, within, first = _asked_region(), _asked_soon(), _first_day()
    free = _waiting(region, within)
    counts, shown = free.by_region(), free.pledges(SHOWN)
    return render_template(
        "studio/handovers.html",
        week=collections.week(first, region),
        last=first + WEEK - timedelta(days=1),
        today=clock.today(),
        before=_address(region, within, first - WEEK),
        after=_address(region, within, first + WEEK),
        waiting=_by_place(shown),
        shown=len(shown),
        counts=counts,
        total=counts.get(region, 0) if region else sum(counts.values()),
        chosen={"region": region, "within": within, "from": first if first != clock.today() else None},
        regions=regions(),
        soon=SOON,
        hand_over_by=collections.hand_over_by,
        day_in_words=day_in_words,
    )


def _by_place(pledges: list[Pledge]) -> list[tuple[str, list[Pledge]]]:
    """What waits, by the association's region and commune; within a place by the day it should be handed over."""
    places: dict[tuple[str, str], list[Pledge]] = {}
    for pledge in pledges:
        of = pledge.need.organisation
        places.setdefault((of.region.name(lang()), of.place(lang())), []).append(pledge)
    return [(" – ".join(filter(None, place)), places[place]) for place in sorted(places)]


def _first_day() -> date:
    """The first of the seven days shown: today, or as the address says."""
    try:
        day = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return clock.today()
    return day if abs(day - clock.today()) <= FARTHEST else clock.today()


def _address(region: str | None, within: int | None, first: date) -> str:
    query = {"region": region or "", "within": str(within or ""), "from": first.isoformat()}
    return address("studio.handovers", {}, query)


@bp.get("/studio/handovers/new")
def new_collection() -> str:
    region = _asked_region() or next(iter(_waiting(None, None).by_region()), next(iter(regions())))
    day = request.args.get("day") or (clock.today() + timedelta(days=1)).isoformat()
    known = {"region": region, "day": day, "begins": "09:00", "ends": "12:00", "mine": True, "gather": True}
    return _new_page(CollectionForm(formdata=None, data=known | {"key": secrets.token_urlsafe(12)}))


def _new_page(form: CollectionForm) -> str:
    return render_template("studio/collection_new.html", form=form, counts=_waiting(None, None).by_region())


@bp.post("/studio/handovers")
def plan_collection() -> BaseResponse:
    form = CollectionForm()
    if not form.validate():
        return Response(_new_page(form), 422)
    try:
        gathered = Waiting(form.region.data).ids(MOST) if form.gather.data else ()
        made = gathering.plan(
            form.plan, form.key.data, actor_id=current_user.id, mine=form.mine.data, pledge_ids=gathered
        )
    except tuple(FIELD_OF) as broken:
        db.session.rollback()
        form.refuse(FIELD_OF[type(broken)], broken)
        return Response(_new_page(form), 422)
    db.session.commit()
    flash(_("The collection is planned. Whoever it concerns was told."), "success")
    return redirect(url_for("studio.collection", collection_id=made.id), 303)


@bp.get("/studio/handovers/<int(max=2147483647):collection_id>")
def collection(collection_id: int) -> str:
    return _collection_page(access.found())


def _collection_page(found: Collection, form: CollectionForm | None = None, refused: RuleBroken | None = None) -> str:
    region = request.args.get("region") if request.args.get("region") in regions() else found.region_code
    free = Waiting(region)
    known = {name: getattr(found, name) for name in ("place", "begins", "ends", "note", "revision")}
    known |= {"region": found.region_code, "day": found.day.isoformat()}
    callers = collections.callers(found, current_user.id)
    colleagues = contacts.team() if found.is_planned else []
    return render_template(
        "studio/collection.html",
        collection=found,
        pledges=collections.inside(found),
        callers={
            pledge_id: (one.name, one.phone, display_phone(one.phone or "")) for pledge_id, one in callers.items()
        },
        is_mine=found.coordinator_id == current_user.id,
        is_due=found.day <= clock.today(),
        form=form or CollectionForm(formdata=None, of=found, data=known),
        is_editing=form is not None,
        others=collections.upcoming(but=found.id) if found.is_planned else [],
        colleagues=[one for one in colleagues if one.id not in (current_user.id, found.coordinator_id)],
        waiting=free.pledges(SHOWN) if found.is_planned else [],
        waits=free.by_region(),
        region=region,
        regions=regions(),
        history=reviews.history_of("collection", found.id),
        hand_over_by=collections.hand_over_by,
        day_in_words=day_in_words,
        refused=say(refused) if refused else None,
    )


@bp.post("/studio/handovers/<int(max=2147483647):collection_id>")
def change_collection(collection_id: int) -> BaseResponse:
    form = CollectionForm(of=access.found())
    if not form.validate():
        return Response(_collection_page(access.found(), form), 422)
    try:
        revision = row_number(request.form, "revision") or 0
        gathering.change(collection_id, form.plan, revision, actor_id=current_user.id)
    except tuple(FIELD_OF) as broken:
        db.session.rollback()
        form.refuse(FIELD_OF[type(broken)], broken)
        return Response(_collection_page(_fresh(collection_id), form), 422)
    except RuleBroken as broken:
        return _refused(collection_id, broken, form)
    return _done(collection_id, _("Saved. Whoever it concerns was told."))


@bp.post("/studio/handovers/<int(max=2147483647):collection_id>/pledges")
def put_pledges(collection_id: int) -> BaseResponse:
    """Those that are ticked, or all that wait in a region (the button `all`)."""
    region, ticked = request.form.get("all"), _ticked("pledge")
    wanted = Waiting(region).ids(MOST) if region in regions() else ticked
    try:
        added = gathering.put(collection_id, wanted, actor_id=current_user.id)
    except RuleBroken as broken:
        return _refused(collection_id, broken)
    missed = len(set(wanted)) - added
    if missed:
        flash(ngettext("%(n)s of them was taken meanwhile.", "%(n)s of them were taken meanwhile.", missed,
                       n=number(missed)), "warning")  # fmt: skip
    return _done(collection_id, ngettext("%(n)s pledge was put in.", "%(n)s pledges were put in.", added,
                                         n=number(added)))  # fmt: skip


@bp.post("/studio/handovers/<int(max=2147483647):collection_id>/moves")
def move_pledges(collection_id: int) -> BaseResponse:
    """Into the collection `to`, or out of this one."""
    to_id = row_number(request.form, "to")
    try:
        if to_id is not None and db.session.get(Collection, to_id) is None:
            raise gathering.GoneElsewhere(place=None, day=None)
        moved = gathering.move(collection_id, _ticked("pledge"), to_id, actor_id=current_user.id)
    except RuleBroken as broken:
        return _refused(collection_id, broken)
    return _done(collection_id, ngettext("%(n)s pledge was moved.", "%(n)s pledges were moved.", moved,
                                         n=number(moved)))  # fmt: skip


@bp.post("/studio/handovers/<int(max=2147483647):collection_id>/<any(taking, release, request):step>")
def look_after(collection_id: int, step: str) -> BaseResponse:
    me = current_user.id
    try:
        if step == "taking":
            gathering.take(collection_id, row_number(request.form, "seen"), actor_id=me)
        elif step == "release":
            gathering.release(collection_id, actor_id=me)
        else:
            gathering.request(collection_id, row_number(request.form, "person") or 0, actor_id=me)
    except RuleBroken as broken:
        return _refused(collection_id, broken)
    said = {
        "taking": _("You look after it. Whom to call stands below, until it is done."),
        "release": _("You do not look after it any more."),
        "request": _("Your colleague was asked."),
    }
    return _done(collection_id, said[step])


@bp.post("/studio/handovers/<int(max=2147483647):collection_id>/<any(completion, cancellation):ending>")
def end_collection(collection_id: int, ending: str) -> BaseResponse:
    try:
        if ending == "completion":
            gathering.finish(collection_id, _ticked("pledge"), actor_id=current_user.id)
        else:
            gathering.cancel(collection_id, actor_id=current_user.id)
    except RuleBroken as broken:
        return _refused(collection_id, broken)
    said = {
        "completion": _("Done. What came is handed over; what did not waits again."),
        "cancellation": _("Cancelled. Its pledges wait again, and whoever it concerns was told."),
    }
    return _done(collection_id, said[ending])


def _ticked(name: str) -> set[int]:
    """The numbers of what is ticked in the form."""
    return {found for value in request.form.getlist(name) if (found := row_number({name: value}, name)) is not None}


def _fresh(collection_id: int) -> Collection:
    return db.session.get_one(Collection, collection_id, populate_existing=True)


def _refused(collection_id: int, broken: RuleBroken, form: CollectionForm | None = None) -> BaseResponse:
    db.session.rollback()
    found = _fresh(collection_id)
    if form is not None:
        form.revision.data = found.revision  # they see what it is now; saving again is theirs to decide
    return Response(_collection_page(found, form, broken), 409)


def _done(collection_id: int, said: str) -> BaseResponse:
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("studio.collection", collection_id=collection_id), 303)
