"""Goods in bulk in the demonstration: what a running edition has in its hubs and on its way; and, for Egypt, the four
million food cartons of document A as convoys over all governorates.

The document gives the total alone. How it went is invented here and marked so (`Convoy.is_demo`): shared by population,
sent in the order of the campaign's stages, so that every sum closes on the published figure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert

from domain import audits, clock, stock
from domain.campaigns import Edition, phases_of
from domain.convoys import Convoy, ConvoyLine, ConvoyStop
from domain.db import Base, db
from domain.demo.cast import Cast
from domain.demo.history import Event, event
from domain.demo.moments import awake
from domain.demo.story import FACTS, Season, Story, facts, rows
from domain.organisations import LISTED, Organisation
from domain.packing import PackingSession
from domain.people import Person
from domain.places import Region
from domain.stock import LOST, PACKING, SUPPLY, Hub, Place, StockMovement

PUBLISHED = {"EG": ("shoulder-to-shoulder-2023", "food-carton", "katef_food_cartons")}
LINES = 1_200  # of the convoys that are built to a published total
STOPS = 5  # of each such convoy, at most

_ARABIC = {
    "convoy": "قافلة {}", "point": "نقطة توزيع {}", "donor": "بنك الطعام", "donor2": "شركة نقل وتموين",
    "reason": "ابتلّ بعضها في الطريق", "note": "اتصلوا بالجمعية قبل الوصول بساعة.",
}  # fmt: skip
_PERSIAN = {
    "convoy": "کاروان {}", "point": "جایگاه توزیع {}", "donor": "بانک غذا", "donor2": "شرکت پخش",
    "reason": "چند بسته در راه خیس شد", "note": "یک ساعت پیش از رسیدن با انجمن تماس بگیرید.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Depot:
    """What a country's running edition has: its hubs (name, region), what is packed and of what, what convoys bring."""

    hubs: tuple[tuple[str, str], ...]
    item: str
    recipe: dict[str, int]
    scale: int  # units of the first line


DEPOTS = {
    "EG": Depot(
        (("مخزن القاهرة الكبرى", "EG-C"), ("مخزن الإسكندرية", "EG-ALX"), ("مخزن أسيوط", "EG-AST")),
        "food-carton", {"rice": 2, "cooking-oil": 1, "flour": 1, "canned-food": 3}, 1_200,
    ),
    "MA": Depot((("مستودع تازة", "MA-03"),), "hygiene-kit", {"face-mask": 10, "alcohol-sanitiser": 1}, 240),
    "IR": Depot((("انبار خرم‌آباد", "IR-15"),), "food-carton", {"rice": 5, "cooking-oil": 2, "canned-food": 4}, 400),
    "AE": Depot((("مخزن الذيد", "AE-SH"),), "food-carton", {"rice": 3, "cooking-oil": 1, "milk": 4}, 180),
}  # fmt: skip


def share(total: int, weights: list[float]) -> list[int]:
    """Whole units by weight whose sum is `total`: each its floor, and one more for the largest remainders."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass
class Book:
    """Movements as they are gathered, written all at once with the sums they make."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def enter(
        self, kind: str, item: str, quantity: int, source: Place, target: Place, at: datetime, **named: object
    ) -> None:  # fmt: skip
        row = {"kind": kind, "item_code": item, "quantity": quantity, "source": source, "target": target, "at": at}
        optional = {"edition_id": None, "session_id": None, "line_id": None, "note": "", "actor_id": None}
        self.rows.append(row | optional | named | {"day": clock.day_of(at), "key": f"demo-{next(self.numbers)}"})

    def write(self) -> None:
        self.rows.sort(key=lambda row: row["at"])
        places = sorted({row[side] for row in self.rows for side in ("source", "target")})
        made = add_all(stock.StockAccount, [{"kind": kind, "ref": ref} for kind, ref in places])
        accounts = dict(zip(places, made, strict=True))
        for row in self.rows:
            row["from_id"], row["to_id"] = accounts[row.pop("source")], accounts[row.pop("target")]
        db.session.execute(insert(StockMovement), self.rows)
        audits.rebuild()


def add_all(model: type[Base], values: list[dict[str, Any]]) -> list[int]:
    """Insert rows at once; gives their numbers in the same order."""
    numbered = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(db.session.scalars(numbered, values))


def fill_stock(story: Story, cast: Cast, season: Season) -> list[Event]:
    """Hubs, packing and convoys of a country; gives what the log has to say of them."""
    depot, book = DEPOTS[story.country], Book()
    began = clock.now() - timedelta(days=36)
    hubs = [
        Hub(name=f"{name} {story.mark}", region_code=region, key=f"demo-hub-{place}", created_at=began)
        for place, (name, region) in enumerate(depot.hubs)
    ]
    db.session.add_all(hubs)
    db.session.flush()
    events: list[Event] = []
    if story.country in PUBLISHED:
        slug, item, fact = PUBLISHED[story.country]
        edition = next(one for one in season.editions if one.slug == slug)
        events += _Published(story, cast, edition, season, hubs, book).build(item, facts()[fact][0], depot.recipe)
    live = _Live(story, cast, season.running[0].edition, hubs[0], book)
    live.stand(depot, hubs[1:])
    events += live.build(depot)
    book.write()
    return events


def _at(story: Story, day: date, hours: float) -> datetime:
    """A moment of a day, at hours at which people are awake."""
    return awake(clock.start_of(day) + timedelta(hours=hours), story.country)


def _words(story: Story) -> dict[str, str]:
    return _PERSIAN if story.country == "IR" else _ARABIC


class _Published:
    """An edition that is over: packed in its hubs, and brought to every region in convoys, all of it."""

    def __init__(
        self, story: Story, cast: Cast, edition: Edition, season: Season, hubs: list[Hub], book: Book
    ) -> None:  # fmt: skip
        self._story, self._edition, self._hubs, self._book = story, edition, hubs, book
        self._actor = cast.accounts["coordinator"]
        self._words = _words(story)
        # In the order of the running edition's stages, each from a hub of its own.
        self._stages = [phase.regions for phase in phases_of(season.running[0].edition)]
        self._people = {row["code"]: int(row["population"]) for row in rows(FACTS.parent / "regions.csv")}

    def build(self, item: str, total: int, recipe: dict[str, int]) -> list[Event]:
        codes = [code for stage in self._stages for code in stage]
        people = [float(self._people[code]) for code in codes]
        cartons = dict(zip(codes, share(total, people), strict=True))
        lines = dict(zip(codes, [1 + more for more in share(LINES - len(codes), people)], strict=True))
        events: list[Event] = []
        for place, stage in enumerate(self._stages):
            hub = self._hubs[place % len(self._hubs)]
            events += self._pack(hub, item, sum(cartons[code] for code in stage), recipe)
        return events + self._convoys(item, cartons, lines)

    def _pack(self, hub: Hub, item: str, total: int, recipe: dict[str, int]) -> list[Event]:
        """The parts come in, and become cartons in seven sessions before the edition begins."""
        first = self._edition.starts_on - timedelta(days=9)
        days = [first + timedelta(days=1 + place) for place in range(7)]
        parts = share(total, [1.0] * len(days))
        sessions = add_all(PackingSession, [
            {
                "hub_id": hub.id, "edition_id": self._edition.id, "item_code": item, "recipe": recipe, "planned": many,
                "packed": 0, "day": day, "volunteers": 180 + many % 60, "status": "done", "created_by": self._actor.id,
                "key": f"demo-published-{hub.id}-{day}", "created_at": _at(self._story, first, 9),
            }
            for day, many in zip(days, parts, strict=True)
        ])  # fmt: skip
        named = {"edition_id": self._edition.id, "actor_id": self._actor.id}
        for part, units in recipe.items():
            donor = f"{self._words['donor']} {self._story.mark}"
            at = _at(self._story, first, 10)
            self._book.enter("supply", part, units * total, SUPPLY, hub.account, at, note=donor, **named)
        events = []
        for session, day, many in zip(sessions, days, parts, strict=True):
            at, named = _at(self._story, day, 17), named | {"session_id": session}
            for part, units in recipe.items():
                self._book.enter("pack", part, units * many, hub.account, PACKING, at, **named)
            self._book.enter("pack", item, many, PACKING, hub.account, at, **named)
            steps = (("planned", first, 9), ("running", day, 8), ("done", day, 18))
            events += self._log("packing", session, steps)
        return events

    def _convoys(self, item: str, cartons: dict[str, int], lines: dict[str, int]) -> list[Event]:
        """Every region's lines in convoys of a few stops, spread over the days of its stage."""
        rng = Random(f"awn-{self._story.country}-convoys")
        names = {one.code: one for one in self._regions()}
        length = (self._edition.ends_on - self._edition.starts_on).days // len(self._stages)
        planned: list[dict[str, Any]] = []
        loads: list[tuple[str, list[int], datetime]] = []
        for place, stage in enumerate(self._stages):
            first = self._edition.starts_on + timedelta(days=length * place)
            for code in stage:
                units = share(cartons[code], [rng.uniform(0.7, 1.3) for _ in range(lines[code])])
                groups = [units[start : start + STOPS] for start in range(0, len(units), STOPS)]
                for number, group in enumerate(groups):
                    day = first + timedelta(days=number * (length - 2) // len(groups))
                    name = self._words["convoy"].format(f"{names[code].name_ar} {number + 1} {self._story.mark}")
                    planned.append({
                        "hub_id": self._hubs[place % len(self._hubs)].id, "edition_id": self._edition.id, "name": name,
                        "leaves_on": day, "status": "arrived", "is_demo": True, "created_by": self._actor.id,
                        "key": f"demo-published-{code}-{number}", "created_at": _at(self._story, first, 8), "note": "",
                    })  # fmt: skip
                    loads.append((code, group, _at(self._story, day, 8)))
        convoys = add_all(Convoy, planned)
        self._lines(item, convoys, [row["hub_id"] for row in planned], loads)
        events = []
        for convoy, row in zip(convoys, planned, strict=True):
            day = row["leaves_on"]
            steps = (("planned", day - timedelta(days=2), 9), ("on_the_way", day, 8), ("arrived", day, 21))
            events += self._log("convoy", convoy, steps)
        return events

    def _lines(
        self, item: str, convoys: list[int], hub_ids: list[int], loads: list[tuple[str, list[int], datetime]]
    ) -> None:
        """Stops with a line each, sent in the morning and counted through the day."""
        flat = [
            (convoy, hub, code, position, units, at)
            for convoy, hub, (code, group, at) in zip(convoys, hub_ids, loads, strict=True)
            for position, units in enumerate(group, 1)
        ]
        point = self._words["point"]
        stops = add_all(ConvoyStop, [
            {"convoy_id": convoy, "position": position, "region_code": code, "place": point.format(position),
             "key": f"demo-{convoy}-{position}"}
            for convoy, _, code, position, _, _ in flat
        ])  # fmt: skip
        lines = add_all(ConvoyLine, [
            {"stop_id": stop, "item_code": item, "planned": one[4],
             "received_at": one[5] + timedelta(hours=2 + one[3])}
            for stop, one in zip(stops, flat, strict=True)
        ])  # fmt: skip
        for line, (_, hub, code, position, units, at) in zip(lines, flat, strict=True):
            named = {"edition_id": self._edition.id, "line_id": line, "actor_id": self._actor.id}
            way, arrived = ("line", str(line)), at + timedelta(hours=2 + position)
            self._book.enter("dispatch", item, units, ("hub", str(hub)), way, at, **named)
            self._book.enter("receipt", item, units, way, ("region", code), arrived, **named)

    def _log(self, noun: str, number: int, steps: tuple[tuple[str, date, int], ...]) -> list[Event]:
        return log_of(noun, number, [(new, _at(self._story, day, hour)) for new, day, hour in steps], self._actor)

    def _regions(self) -> list[Region]:
        return list(db.session.query(Region))


def log_of(noun: str, number: int, chain: list[tuple[str, datetime]], actor: Person) -> list[Event]:
    """The rows of the log of something that came through these states."""
    states = [None, *(new for new, _ in chain)]
    return [
        event(noun, number, old, new, at, actor=actor, via="web") for old, (new, at) in zip(states, chain, strict=False)
    ]


class _Live:
    """What a running edition has today: stock in a hub, a packing that runs, a convoy on its way with one difference,
    and one that leaves in two days."""

    def __init__(self, story: Story, cast: Cast, edition: Edition, hub: Hub, book: Book) -> None:
        self._story, self._edition, self._hub, self._book = story, edition, hub, book
        self._actor, self._words = cast.accounts["coordinator"], _words(story)
        self._named = {"edition_id": edition.id, "actor_id": self._actor.id}
        listed = [one for one in cast.organisations if one.status in LISTED and one.kind == "association"]
        self._first, self._second, self._third = listed[:3]  # the first is association@'s

    def build(self, depot: Depot) -> list[Event]:
        today, units = clock.today(), depot.scale
        self._supply(depot, units)
        events = self._pack(depot, today - timedelta(days=4), 2 * units, 2 * units, "done")
        packed = units // 50 * 10
        events += self._pack(depot, today, units, packed, "running")
        events += self._on_the_way(depot.item, today - timedelta(days=1), units)
        return events + self._planned(depot.item, today + timedelta(days=2), units // 4)

    def _moment(self, day: date, hours: float) -> datetime:
        """As `_at`, and never ahead of now."""
        return min(_at(self._story, day, hours), clock.now() - timedelta(minutes=5))

    def _supply(self, depot: Depot, units: int) -> None:
        for place, (part, each) in enumerate(depot.recipe.items()):
            donor = self._words["donor2" if place % 2 else "donor"]
            at = self._moment(clock.today() - timedelta(days=6 - place % 2), 10 + place)
            self._book.enter(
                "supply", part, each * units * 7 // 2, SUPPLY, self._hub.account, at,
                note=f"{donor} {self._story.mark}", **self._named,
            )  # fmt: skip

    def stand(self, depot: Depot, others: list[Hub]) -> None:
        """Something stands in every other hub: what came in of the parts."""
        for place, hub in enumerate(others):
            for part, each in list(depot.recipe.items())[: 2 + place]:
                at = self._moment(clock.today() - timedelta(days=3), 11)
                note = f"{self._words['donor']} {self._story.mark}"
                self._book.enter("supply", part, each * depot.scale, SUPPLY, hub.account, at, note=note, **self._named)

    def _pack(self, depot: Depot, day: date, planned: int, packed: int, status: str) -> list[Event]:
        began = self._moment(day, 6)
        [session] = add_all(PackingSession, [{
            "hub_id": self._hub.id, "edition_id": self._edition.id, "item_code": depot.item, "recipe": depot.recipe,
            "planned": planned, "packed": 0, "day": day, "volunteers": 24 + planned // 40, "status": status,
            "created_by": self._actor.id, "key": f"demo-live-{day}", "created_at": began - timedelta(days=1),
        }])  # fmt: skip
        named, at = self._named | {"session_id": session}, self._moment(day, 12)
        for part, each in depot.recipe.items():
            self._book.enter("pack", part, each * packed, self._hub.account, PACKING, at, **named)
        self._book.enter("pack", depot.item, packed, PACKING, self._hub.account, at, **named)
        chain = [("planned", began - timedelta(days=1)), ("running", began)]
        if status == "done":
            chain.append(("done", self._moment(day, 20)))
        return log_of("packing", session, chain, self._actor)

    def _on_the_way(self, item: str, day: date, units: int) -> list[Event]:
        """Three stops: the first counted with a loss, the others still to come."""
        loads = [(self._second, units // 2), (self._first, units // 3), (self._third, units // 6)]
        convoy, lines = self._convoy(item, day, "on_the_way", loads)
        left = self._moment(day, 8)
        for (_, many), line in zip(loads, lines, strict=True):
            named = self._named | {"line_id": line}
            self._book.enter("dispatch", item, many, self._hub.account, ("line", str(line)), left, **named)
        lost, at, named = max(2, units // 100), self._moment(day, 16), self._named | {"line_id": lines[0]}
        way, region = ("line", str(lines[0])), ("region", self._second.region_code)
        self._book.enter("receipt", item, units // 2 - lost, way, region, at, **named)
        self._book.enter("loss", item, lost, way, LOST, at, note=self._words["reason"], **named)
        counted = db.session.get_one(ConvoyLine, lines[0])
        counted.reason, counted.received_at = self._words["reason"], at
        return log_of("convoy", convoy, [("planned", left - timedelta(days=2)), ("on_the_way", left)], self._actor)

    def _planned(self, item: str, day: date, units: int) -> list[Event]:
        convoy, _ = self._convoy(item, day, "planned", [(self._third, units)])
        return log_of("convoy", convoy, [("planned", self._moment(clock.today(), 7))], self._actor)

    def _convoy(
        self, item: str, day: date, status: str, loads: list[tuple[Organisation, int]]
    ) -> tuple[int, list[int]]:  # fmt: skip
        at = self._moment(day - timedelta(days=2), 9)
        name = f"{self._words['convoy'].format(loads[0][0].region.name('fa' if self._story.country == 'IR' else 'ar'))}"
        [convoy] = add_all(Convoy, [{
            "hub_id": self._hub.id, "edition_id": self._edition.id, "name": f"{name} {self._story.mark}",
            "leaves_on": day, "status": status, "is_demo": True, "note": self._words["note"],
            "created_by": self._actor.id, "key": f"demo-live-{day}", "created_at": at,
        }])  # fmt: skip
        stops = add_all(ConvoyStop, [
            {"convoy_id": convoy, "position": position, "region_code": one.region_code, "organisation_id": one.id,
             "place": one.place("fa" if self._story.country == "IR" else "ar"), "key": f"demo-live-{day}-{position}"}
            for position, (one, _) in enumerate(loads, 1)
        ])  # fmt: skip
        lines = add_all(ConvoyLine, [
            {"stop_id": stop, "item_code": item, "planned": units}
            for stop, (_, units) in zip(stops, loads, strict=True)
        ])  # fmt: skip
        return convoy, lines
