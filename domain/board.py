"""The board: published needs, filtered, sorted and cut into pages that stay put while needs come and go.

A page starts after a key (the last need's sort figures and id), never at an offset, so its cost does not grow with
the table. It is read in two steps: which needs, in which version; then the cards of those that are not at hand.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import text

from domain import search
from domain.catalogue import items
from domain.db import db, hot, is_sqlite
from domain.needs import OTHER_SORTS, URGENCIES, default_quantity
from domain.places import ISOLATED_FROM, commune_name
from domain.search import Match
from domain.tallies import SUMS, Sums

PAGE = 20  # cards

# Each order by the columns it rests on, all of them growing towards the front; `id` makes every key unique.
SORTS = {"urgent": ("is_open", "priority", "id"), **OTHER_SORTS}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asked the board for. `campaign` and `association` are ids; `after` is a page's key."""

    q: str = ""
    region: str | None = None
    category: str | None = None
    urgency: int | None = None
    campaign: int | None = None
    association: int | None = None
    sort: str = "urgent"
    after: tuple[int, ...] | None = None


class Listed(NamedTuple):
    """A need's place on a page: its id and the version of its card."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the board; `after` is the key of the next page, None on the last."""

    needs: list[Listed]
    after: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A need as its card shows it, in one language."""

    id: int
    version: int
    status: str
    item_code: str
    item_name: str
    unit: str
    category: str
    note: str
    organisation_name: str
    organisation_slug: str
    organisation_trusted: bool
    commune_name: str
    region_name: str
    isolated: bool
    urgency: str
    deadline: date
    quantity: int
    pledged: int
    received: int
    surplus: int
    distributed: int
    campaign_name: str | None
    campaign_start: date | None
    campaign_slug: str | None

    @property
    def remaining(self) -> int:
        return self.quantity - self.pledged - self.received

    @property
    def default_quantity(self) -> int:
        return default_quantity(self.quantity, self.remaining)


def read_after(value: str) -> tuple[int, ...] | None:
    """A page's key from its address; None when it is not one."""
    found = re.fullmatch(r"([0-9]{1,2})\.(-?[0-9]{1,10})\.([0-9]{1,10})", value)
    return tuple(int(part) for part in found.groups()) if found else None


def page(filters: Filters, size: int = PAGE) -> Page:
    """The needs of one page, the first ones or those after `filters.after`.

    A reader's words are looked for as whole words; where none has them all, each may be the beginning of one."""
    if not filters.q:
        return _page(filters, None, size)
    tags = [code for code in (filters.region, filters.category) if code]
    for match in search.matches(filters.q, tags):
        found = _page(filters, match, size)
        if found.needs or (filters.after and _page(replace(filters, after=None), match, 1).needs):
            return found
    return Page([], None)


def _page(filters: Filters, match: Match | None, size: int) -> Page:
    columns = [f"n.{key}" for key in SORTS[filters.sort]]
    conditions, values = _conditions(filters)
    source, order = "need n", ", ".join(f"{column} DESC" for column in columns)
    passing_by = match is not None and match.is_common and (len(conditions) > 1 or filters.sort != "urgent")
    in_rank_order = match is not None and filters.sort == "urgent" and not passing_by
    if match is not None and passing_by:
        conditions.append(search.BEARS)
        values["match"] = match.expression
    elif match is not None:
        source = f"({match.sql(_enough_matches(filters, size))}) m JOIN need n ON n.id = (m.rank & {search.ID_MASK})"
        values |= {"match": match.expression, "before": search.TOP}
    if in_rank_order:
        order = "m.rank DESC"
    if filters.after and in_rank_order:
        values["before"] = max(0, min(search.rank_of(*filters.after), search.TOP))  # whatever an address says
    elif filters.after:
        conditions.append(f"({', '.join(columns)}) < (:k0, :k1, :k2)")
        values |= {f"k{place}": value for place, value in enumerate(filters.after)}
    sql = (
        f"SELECT n.id, n.version, {', '.join(f'{column} AS s{place}' for place, column in enumerate(columns))} "
        f"FROM {source} WHERE {' AND '.join(conditions)} {{}} ORDER BY {order} LIMIT {size + 1}"
    )
    if filters.urgency is not None and (match is None or passing_by) and filters.sort == "urgent":
        # The index begins with is_open, so each of its values has a range of its own.
        parts = (f"SELECT * FROM ({sql.format(f'AND n.is_open = {value}')}) part{value}" for value in (1, 0))
        sql = f"{' UNION ALL '.join(parts)} ORDER BY s0 DESC, s1 DESC, s2 DESC LIMIT {size + 1}"
    rows = hot(sql.format(""), anew=match is not None).run(**values).fetchall()
    after = ".".join(map(str, rows[size - 1][2:])) if len(rows) > size else None
    return Page([Listed(*row[:2]) for row in rows[:size]], after)


def _enough_matches(filters: Filters, size: int) -> int | None:
    """How many of the best matches are looked at. In rank order SQLite walks on until the page is full; PostgreSQL has
    to be told, or it would collect every match first; region and category are part of what it matches."""
    if filters.sort != "urgent":
        return search.MOST_MATCHES
    if is_sqlite():
        return None
    others = (filters.urgency, filters.campaign, filters.association)
    return size + 1 if all(other is None for other in others) else 10 * search.MOST_MATCHES


def _conditions(filters: Filters) -> tuple[list[str], dict[str, object]]:
    conditions = ["n.status = 'published'"]
    values: dict[str, object] = {}
    columns = {"region": "region_code", "category": "category", "campaign": "edition_id"}
    columns["association"] = "organisation_id"
    for name, column in columns.items():
        value = getattr(filters, name)
        if value is not None:
            conditions.append(f"n.{column} = :{name}")
            values[name] = value
    if filters.urgency is not None:  # as a range of the priority, which the indexes hold
        conditions.append("n.priority >= :least AND n.priority < :most")
        values |= {"least": filters.urgency * 1000, "most": (filters.urgency + 1) * 1000}
    return conditions, values


def count(filters: Filters) -> int | None:
    """How many needs these filters leave; None where only counting could tell (a search)."""
    return survey(filters)[0]


def survey(filters: Filters) -> tuple[int | None, dict[int, Sums]]:
    """What stands beside the cards, from kept sums in one reading: how many needs these filters leave (None for a
    search), and each edition's sums."""
    wanted = {"region_code": filters.region, "category": filters.category, "urgency": filters.urgency}
    wanted["edition_id"] = filters.campaign
    values = {key: value for key, value in wanted.items() if value is not None}
    where = " AND ".join(f"{key} = :{key}" for key in values) or "1 = 1"
    sums, none = ", ".join(f"SUM({name}) AS {name}" for name in SUMS), ", ".join("0" for _ in SUMS)
    sql = (
        f"SELECT edition_id, 0 AS counted, {sums} FROM edition_tally GROUP BY edition_id "
        f"UNION ALL SELECT -1, SUM(published), {none} FROM need_tally WHERE {where}"
    )
    rows = {edition_id: figures for edition_id, *figures in hot(sql).run(**values).fetchall()}
    counted = int(rows.pop(-1)[0] or 0)
    editions = {edition_id: Sums(*map(int, figures[1:])) for edition_id, figures in rows.items()}
    if filters.q:
        return None, editions
    if filters.association is not None:
        return _count_one_associations(filters), editions
    return counted, editions


def _count_one_associations(filters: Filters) -> int:
    conditions, values = _conditions(filters)
    sql = f"SELECT COUNT(*) FROM need n WHERE {' AND '.join(conditions)}"
    return int(db.session.execute(text(sql), values).scalar() or 0)


_CARDS = """
    SELECT n.id, n.version, n.status, n.item_code, n.label, n.unit, n.category, n.note, n.urgency, n.deadline,
      n.quantity, n.pledged, n.received, n.surplus, n.distributed,
      o.isolation AS place_isolation, o.name, o.name_latin, o.slug, o.status AS standing, o.locality,
      r.name_ar AS region_ar, r.name_fa AS region_fa, r.name_fr AS region_fr, r.name_en AS region_en,
      c.name_ar AS commune_ar, c.name_fr AS commune_fr,
      p.name_ar AS campaign_ar, p.name_fa AS campaign_fa, p.name_fr AS campaign_fr, p.name_en AS campaign_en,
      e.starts_on, e.slug AS campaign_slug
    FROM need n JOIN organisation o ON o.id = n.organisation_id JOIN region r ON r.code = n.region_code
      LEFT JOIN commune c ON c.code = n.commune_code
      LEFT JOIN edition e ON e.id = n.edition_id LEFT JOIN campaign p ON p.id = e.campaign_id
    WHERE n.id IN """


def cards(ids: Collection[int], lang: str) -> dict[int, Card]:
    """The cards of these needs, whatever their state, by id, as readers of `lang` see them."""
    if not ids:
        return {}
    values = {f"n{place}": need_id for place, need_id in enumerate(ids)}
    found = hot(f"{_CARDS} ({', '.join(f':{name}' for name in values)})").run(**values)
    names = [column[0] for column in found.description]
    rows = (dict(zip(names, row, strict=True)) for row in found.fetchall())
    return {row["id"]: _card(row, lang) for row in rows}


def _card(row: dict[str, Any], lang: str) -> Card:
    return Card(
        id=row["id"],
        version=row["version"],
        status=row["status"],
        item_code=row["item_code"],
        item_name=row["label"] or items()[row["item_code"]].names[lang],
        unit=row["unit"],
        category=row["category"],
        note=row["note"],
        organisation_name=row["name_latin"] if lang in ("fr", "en") and row["name_latin"] else row["name"],
        organisation_slug=row["slug"],
        organisation_trusted=row["standing"] == "trusted",
        commune_name=commune_name(row["commune_ar"], row["commune_fr"], lang) or row["locality"] or "",
        region_name=row[f"region_{lang}"],
        isolated=row["place_isolation"] >= ISOLATED_FROM,
        urgency=URGENCIES[row["urgency"]],
        deadline=_day(row["deadline"]),
        quantity=row["quantity"],
        pledged=row["pledged"],
        received=row["received"],
        surplus=row["surplus"],
        distributed=row["distributed"],
        campaign_name=row[f"campaign_{lang}"],
        campaign_start=_day(row["starts_on"]),
        campaign_slug=row["campaign_slug"],
    )


def _day(value: Any) -> Any:
    """A day as the driver gives it (SQLite: text), or nothing."""
    return date.fromisoformat(value) if isinstance(value, str) else value
