"""Posters and share texts of a need, an association's list and a campaign; the card that other sites show.

Each is the same four addresses below the thing's own page; what it is of, the object rule has found."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from blueprints.posters import bp
from blueprints.posters.texts import Text, texts
from blueprints.toolkit import access
from blueprints.toolkit.channels import code
from blueprints.toolkit.errors import error_page
from blueprints.toolkit.htmx import varied, wants_fragment
from blueprints.toolkit.language import LANGUAGES, lang, speaking
from blueprints.toolkit.limits import POSTER, limiter
from blueprints.toolkit.messages import say
from blueprints.toolkit.poster_facts import NOUN, Thing, sheet, sheets
from blueprints.toolkit.uploads import posters_folder
from domain import jobs, posters
from domain.db import db
from domain.posters import POSTERS, ManyWait, Sheet


class Place(NamedTuple):
    """Where a noun's addresses are: how they begin, the argument in them and what of the thing it is; its own page."""

    base: str
    argument: str
    attribute: str
    page: str
    page_argument: str


PLACES = {
    "need": Place("/needs/<int(max=2147483647):need_id>", "need_id", "id", "board.show", "need_id"),
    "organisation": Place("/associations/<slug>", "slug", "slug", "associations.show", "slug"),
    "edition": Place("/campaigns/<edition_slug>", "edition_slug", "slug", "campaigns.show", "slug"),
}
FORMS = [*POSTERS, "preview"]
CARD_FOR = 3600  # seconds; other sites keep what they fetched for days anyway
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MIME = {".png": "image/png", ".pdf": "application/pdf"}


class Made(NamedTuple):
    """A poster on the page. `url`: the file, when there is one, and `preview` a picture of it; `is_new`: with today's
    figures; `waits`: being made."""

    form: str
    url: str | None
    preview: str | None
    is_new: bool
    waits: bool


def _register(noun: str) -> None:
    """The four addresses of a noun."""
    base = PLACES[noun].base
    several: list[tuple[str, str, Callable[..., Any], str]] = [
        (f"{base}/posters", noun, show, "GET"),
        (f"{base}/posters", f"make_{noun}", limiter.limit(POSTER)(make), "POST"),
        (f"{base}/posters/<name>", f"{noun}_file", file, "GET"),
        (f"{base}/card-<any(ar, fa, fr, en):language>.png", f"{noun}_card", card, "GET"),
    ]
    for rule, endpoint, view, method in several:
        bp.add_url_rule(rule, endpoint, view, methods=[method])


def show(**_: object) -> BaseResponse:
    """The posters in one language, and the texts to share."""
    thing, chosen = access.found(), _language()
    page_url = _page_url(thing)
    wanted = sheets(thing, chosen, FORMS, page_url)
    made = _made(thing, wanted)
    said = {"made": made, "chosen": chosen, "waits": any(one.waits for one in made), "sheets_url": _here(thing)}
    if wants_fragment():
        return varied(render_template("posters/_sheets.html", **said))
    with speaking(chosen):
        to_share: list[Text] = texts(wanted[0].facts, page_url)
    return varied(
        render_template(
            "posters/page.html", **said, heading=wanted[0].facts["heading"], texts=to_share, page_url=page_url,
            back=_page(thing, code()),
        )
    )  # fmt: skip


def make(**_: object) -> BaseResponse:
    """Ask for the posters of one language, and for its card; whatever is at hand is not made again."""
    thing, chosen = access.found(), _language()
    folder = posters_folder()
    wanted = sheets(thing, chosen, [*FORMS, "card"], _page_url(thing))
    missing = [one for one in wanted if posters.found(folder, one) is None]
    try:
        posters.ask(missing)
    except ManyWait as broken:
        return error_page(429, say(broken))
    db.session.commit()
    if not wants_fragment():
        return redirect(_here(thing, in_=chosen), 303)
    made = _made(thing, wanted[:-1])
    return varied(
        render_template(
            "posters/_sheets.html",
            made=made,
            chosen=chosen,
            waits=any(one.waits for one in made),
            sheets_url=_here(thing),
        )
    )


def file(name: str, **_: object) -> BaseResponse:
    """A poster as it was made last, to look at or (`?save=1`) to keep. One that was not made yet with what it is to say
    is asked for first."""
    thing = access.found()
    language, _dash, form = Path(name).stem.partition("-")
    if language not in LANGUAGES or form not in FORMS or Path(name).suffix != _suffix(form):
        abort(404)
    path = posters.fitting(posters_folder(), sheet(thing, language, form))
    if path is None:
        return redirect(_here(thing, in_=language), 303)
    answer = _file(path)
    answer.headers["Cache-Control"] = "private, max-age=60"
    if request.args.get("save") == "1":
        title = f"awn-{getattr(thing, 'slug', thing.id)}-{language}-{form}{path.suffix}"
        answer.headers["Content-Disposition"] = f"attachment; filename={title}"
    return answer


def card(language: str, **_: object) -> BaseResponse:
    """The picture that other sites show beside a link; until it is made, one that fits any page."""
    thing = access.found()
    path = posters.fitting(posters_folder(), sheet(thing, language, "card"))
    answer = _file(path or Path(current_app.root_path) / "static" / "card.png")
    answer.headers["Cache-Control"] = f"public, max-age={CARD_FOR if path else CARD_FOR // 12}"
    return answer


def _file(path: Path) -> Response:
    """A file, known by its name, which says what is in it."""
    answer = Response(path.read_bytes(), mimetype=MIME[path.suffix])
    answer.set_etag(path.stem)
    answer.make_conditional(request)
    return answer


def _language() -> str:
    """The language of the posters, beside that of the page."""
    asked = request.values.get("in", "")
    return asked if asked in LANGUAGES else lang()


def _made(thing: Thing, wanted: list[Sheet]) -> list[Made]:
    """Each of POSTERS as it stands now, from the sheets of FORMS."""
    folder, waiting = posters_folder(), jobs.waiting([one.name for one in wanted])
    urls, current, waits = {}, {}, {}
    for one in wanted:
        new = posters.found(folder, one)
        path = new or posters.fitting(folder, one)
        file_url = f"{_here(thing)}/{one.lang}-{one.form}{_suffix(one.form)}"
        urls[one.form] = f"{file_url}?v={path.stem[-6:]}" if path else None
        current[one.form], waits[one.form] = new is not None, one.name in waiting
    previews = urls | {"a4": urls["preview"]}
    current["a4"], waits["a4"] = current["a4"] and current["preview"], waits["a4"] or waits["preview"]
    return [Made(form, previews[form] and urls[form], previews[form], current[form], waits[form])
            for form in POSTERS]  # fmt: skip


def _suffix(form: str) -> str:
    return ".png" if posters.WIDTHS[form] else ".pdf"


def _here(thing: Thing, in_: str | None = None) -> str:
    """Where the posters of a thing are, in one language of theirs if it is said."""
    noun = NOUN[type(thing)]
    place = PLACES[noun]
    named = {place.argument: getattr(thing, place.attribute)} | ({"in": in_} if in_ else {})
    return url_for(f"posters.{noun}", **named)


def _page(thing: Thing, channel_code: str | None = None) -> str:
    """The path of the thing's own page."""
    place = PLACES[NOUN[type(thing)]]
    return url_for(place.page, **{place.page_argument: getattr(thing, place.attribute)}, c=channel_code)


def _page_url(thing: Thing) -> str:
    """Its whole address, as people know it: never as this reader wrote the host, since all see the poster they make."""
    config = current_app.config
    named = next((host for host in config["TRUSTED_HOSTS"] or () if host not in LOOPBACK and host[0] != "."), "")
    root = f"{request.scheme}://{named}" if named else request.url_root.rstrip("/")
    return f"{config['AWN_URL'] or root}{_page(thing)}"


for each in PLACES:
    _register(each)
