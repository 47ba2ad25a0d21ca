"""Stock: the hubs with what they hold, goods that come in, stock-taking, the book and its corrections."""

from datetime import date

from flask import Response, current_app, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.logistics import bp
from blueprints.logistics.forms import CountForm, Form, HubForm, ReasonForm, SupplyForm
from blueprints.toolkit import access
from blueprints.toolkit.formats import number
from blueprints.toolkit.htmx import address, go_to, varied, wants_fragment
from domain import convoys, deliveries, hubs, packing, places, routes, stock
from domain.db import db
from domain.errors import RuleBroken
from domain.hubs import BookMoved, Hub
from domain.stock import StockMovement

NUMBER = "int(max=2147483647)"  # what PostgreSQL can keep
LATEST = 5  # sessions and convoys on a hub's page


def refused(form: Form, broken: RuleBroken, field: str) -> None:
    """Take everything back, and say at a field why."""
    db.session.rollback()
    form.refuse(field, broken)


def page_after(name: str = "after") -> tuple[date, int] | None:
    """Where a page of days begins: «2026-11-22.35»; None for anything else."""
    day, _dot, row = request.args.get(name, "").partition(".")
    try:
        return (date.fromisoformat(day), int(row)) if row.isascii() and row.isdigit() and len(row) < 10 else None
    except ValueError:
        return None


def written_after(place: tuple[date, int] | None) -> str | None:
    return f"{place[0].isoformat()}.{place[1]}" if place else None


def region_names() -> dict[str, places.RegionNames]:
    return places.regions_of(current_app.config["AWN_COUNTRY"])


@bp.get("/studio/stock")
def index() -> str:
    return render_template(
        "logistics/page.html",
        hubs=hubs.hubs(),
        held=stock.balances("hub"),
        flows=hubs.flows(),
        sessions=packing.under_way(),
        on_the_way=convoys.page("on_the_way")[0],
    )


@bp.get("/studio/stock/hubs/new")
def new_hub() -> str:
    return render_template("logistics/hub_new.html", form=HubForm(formdata=None))


@bp.post("/studio/stock/hubs")
def open_hub() -> BaseResponse:
    form = HubForm()
    if not form.validate():
        return Response(render_template("logistics/hub_new.html", form=form), 422)
    made = hubs.open_hub(
        form.name.understood, form.region.data, form.place.understood or "", key=form.key.data,
        actor_id=current_user.id,
    )  # fmt: skip
    db.session.commit()
    return go_to(url_for("logistics.hub", hub_id=made.id))


@bp.get(f"/studio/stock/hubs/<{NUMBER}:hub_id>")
def hub(hub_id: int) -> Response:
    found: Hub = access.found()
    after = page_after()
    rows, more = hubs.ledger(found, after=after)
    query = {"after": written_after(more) or ""}
    shown = {
        "hub": found,
        "rows": rows,
        "more": address("logistics.hub", {"hub_id": hub_id}, query) if more else None,
        "lines": routes.names_of_lines([int(one.other[1]) for one in rows if one.other[0] == "line"]),
        "region_names": region_names(),
    }
    if wants_fragment():
        return varied(render_template("logistics/_ledger.html", **shown))
    return varied(
        render_template(
            "logistics/hub.html", held=stock.held(hub_id), flow=hubs.flows().get(hub_id), after=after,
            sessions=packing.of_hub(hub_id, LATEST), convoys=convoys.page(hub_id=hub_id)[0][:LATEST], **shown,
        )
    )  # fmt: skip


@bp.post(f"/studio/stock/hubs/<{NUMBER}:hub_id>/closing")
def close_hub(hub_id: int) -> BaseResponse:
    closed = hubs.close_hub(hub_id, actor_id=current_user.id)
    db.session.commit()
    flash(_("The hub is open again.") if closed.is_open else _("The hub is closed."), "success")
    return go_to(url_for("logistics.hub", hub_id=hub_id))


@bp.get(f"/studio/stock/hubs/<{NUMBER}:hub_id>/supply")
def supply_page(hub_id: int) -> str:
    return _supply_page(SupplyForm(formdata=None, item=request.args.get("item")))


def _supply_page(form: SupplyForm) -> str:
    found: Hub = access.found()
    return render_template("logistics/supply.html", hub=found, form=form, donors=hubs.donors(found))


@bp.post(f"/studio/stock/hubs/<{NUMBER}:hub_id>/supply")
def supply(hub_id: int) -> BaseResponse:
    form = SupplyForm()
    if not form.validate():
        return Response(_supply_page(form), 422)
    try:
        hubs.supply(
            hub_id, form.item.data, form.quantity.understood, form.donor.understood, key=form.key.data,
            actor_id=current_user.id, edition_id=form.edition.edition_id,
        )  # fmt: skip
    except RuleBroken as broken:
        refused(form, broken, "quantity")
        return Response(_supply_page(form), 422)
    db.session.commit()
    flash(_("It is in the book."), "success")
    return go_to(url_for("logistics.hub", hub_id=hub_id))


@bp.get(f"/studio/stock/hubs/<{NUMBER}:hub_id>/items/<item_code>")
def item(hub_id: int, item_code: str) -> str:
    found, _item = access.found()
    book = stock.balance(found.account, item_code)
    return _item_page(CountForm(formdata=None, book=str(book)))


def _item_page(form: CountForm) -> str:
    found, item_code = access.found()
    book = stock.balance(found.account, item_code)
    return render_template("logistics/item.html", hub=found, item_code=item_code, book=book, form=form)


@bp.post(f"/studio/stock/hubs/<{NUMBER}:hub_id>/items/<item_code>/count")
def count(hub_id: int, item_code: str) -> BaseResponse:
    form = CountForm()
    if not form.validate():
        return Response(_item_page(form), 422)
    try:
        difference = hubs.count(
            hub_id, item_code, form.counted.understood, form.reason.understood or "", key=form.key.data,
            book=form.book.understood or 0, actor_id=current_user.id,
        )  # fmt: skip
    except RuleBroken as broken:
        refused(form, broken, "reason" if isinstance(broken, stock.ReasonMissing) else "counted")
        if isinstance(broken, BookMoved):
            form.book.data = str(broken.context["book"])
            return Response(_item_page(form), 409)
        return Response(_item_page(form), 422)
    db.session.commit()
    said = _("The book says %(n)s now.", n=number(form.counted.understood))
    flash(said if difference else _("The count agrees with the book."), "success")
    return go_to(url_for("logistics.hub", hub_id=hub_id))


@bp.get(f"/studio/stock/movements/<{NUMBER}:movement_id>")
def movement(movement_id: int) -> str:
    return _movement_page(ReasonForm(formdata=None))


def _movement_page(form: ReasonForm) -> str:
    found: StockMovement = access.found()
    ends = stock.places_of([found.from_id, found.to_id])
    return render_template(
        "logistics/movement.html",
        movement=found,
        source=ends[found.from_id],
        target=ends[found.to_id],
        hub_names={str(one.id): one for one in hubs.hubs()},
        lines=routes.names_of_lines([found.line_id] if found.line_id else []),
        region_names=region_names(),
        is_corrected=stock.is_corrected(found.id),
        form=form,
    )


@bp.post(f"/studio/stock/movements/<{NUMBER}:movement_id>/correction")
def correct(movement_id: int) -> BaseResponse:
    form = ReasonForm()
    if not form.validate():
        return Response(_movement_page(form), 422)
    try:
        deliveries.correct(access.found(), form.reason.understood, actor_id=current_user.id)
    except RuleBroken as broken:
        refused(form, broken, "reason")
        return Response(_movement_page(form), 409)
    db.session.commit()
    flash(_("It was taken back. Both stay in the book."), "success")
    return go_to(url_for("logistics.movement", movement_id=movement_id))
