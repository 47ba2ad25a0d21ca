"""The four million food cartons of document A in the demonstration of Egypt, as convoys over all governorates.

The document gives the total alone. How it went is invented here and marked so (`Convoy.is_demo`): shared by population,
sent in the order of the campaign's stages, so that every sum closes on the published figure.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from domain.campaigns import Edition
from domain.convoys import Convoy, ConvoyLine, ConvoyStop
from domain.db import db
from domain.demo.cast import Cast
from domain.demo.history import Event
from domain.demo.ledger import Book, add_all, log_of, moment, share, words
from domain.demo.story import FACTS, Season, Story, rows
from domain.hubs import Hub
from domain.packing import PackingSession
from domain.places import Region
from domain.stock import PACKING, SUPPLY

LINES = 1_200  # of the convoys, over all regions
STOPS = 5  # of each convoy, at most


class Delivered:
    """An edition that is over: packed in its hubs, and brought to every region in convoys, all of it."""

    def __init__(
        self, story: Story, cast: Cast, edition: Edition, season: Season, hubs: list[Hub], book: Book
    ) -> None:  # fmt: skip
        self._story, self._edition, self._hubs, self._book = story, edition, hubs, book
        self._actor = cast.accounts["coordinator"]
        self._words = words(story)
        # In the order of the running edition's stages, each from a hub of its own.
        self._stages = [stage.regions for stage in season.running[0].edition.stages]
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
                "key": f"demo-published-{hub.id}-{day}", "created_at": moment(self._story, first, 9),
            }
            for day, many in zip(days, parts, strict=True)
        ])  # fmt: skip
        named = {"edition_id": self._edition.id, "actor_id": self._actor.id}
        for part, units in recipe.items():
            donor = f"{self._words['donor']} {self._story.mark}"
            at = moment(self._story, first, 10)
            self._book.enter("supply", part, units * total, SUPPLY, hub.account, at, note=donor, **named)
        events = []
        for session, day, many in zip(sessions, days, parts, strict=True):
            at, named = moment(self._story, day, 17), named | {"session_id": session}
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
                        "key": f"demo-published-{code}-{number}", "note": "",
                        "created_at": moment(self._story, first, 8),
                    })  # fmt: skip
                    loads.append((code, group, moment(self._story, day, 8)))
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
        return log_of(noun, number, [(new, moment(self._story, day, hour)) for new, day, hour in steps], self._actor)

    def _regions(self) -> list[Region]:
        return list(db.session.query(Region))
