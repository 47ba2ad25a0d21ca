"""Goods of a running edition in the demonstration: stock in its hubs, a packing that runs, a convoy on its way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain import clock
from domain.campaigns import Edition
from domain.convoys import Convoy, ConvoyLine, ConvoyStop
from domain.db import db
from domain.demo.cast import Cast
from domain.demo.history import Event
from domain.demo.ledger import Book, add_all, log_of, moment, words
from domain.demo.story import Story
from domain.hubs import Hub
from domain.organisations import LISTED, Organisation
from domain.packing import PackingSession
from domain.stock import LOST, PACKING, SUPPLY


@dataclass(frozen=True, slots=True)
class Depot:
    """What a country's running edition has: its hubs (name, region), what is packed and of what, what convoys bring."""

    hubs: tuple[tuple[str, str], ...]
    item: str
    recipe: dict[str, int]
    scale: int  # units of the first line


class UnderWay:
    """What a running edition has today: stock in a hub, a packing that runs, a convoy on its way with one difference,
    and one that leaves in two days."""

    def __init__(self, story: Story, cast: Cast, edition: Edition, hub: Hub, book: Book) -> None:
        self._story, self._edition, self._hub, self._book = story, edition, hub, book
        self._actor, self._words = cast.accounts["coordinator"], words(story)
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
        """As `ledger.moment`, and never ahead of now."""
        return min(moment(self._story, day, hours), clock.now() - timedelta(minutes=5))

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
