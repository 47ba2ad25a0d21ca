"""Figures by plain Python over rows, and figures as they are read off a page."""

import csv
import re
from collections import Counter

from sqlalchemy import select

from domain.db import db
from domain.distributions import Distribution
from domain.pledges import Pledge
from tests.blueprints.campaigns.scene import PUBLIC

ARRIVED = ("received", "distributed")
HELD = ("unconfirmed", "pledged", "prepared", "handed_over", *ARRIVED)  # these hold their units
BAR = ("arrived", "promised", "remaining", "asked")  # as a progress bar says them


def summed(needs):
    """Every figure of these needs, as far as the public sees them, by plain Python over rows."""
    needs = [need for need in needs if need.status in PUBLIC]
    ids = {need.id for need in needs}
    held = [one for one in db.session.scalars(select(Pledge)) if one.need_id in ids and one.status in HELD]
    given = [one for one in db.session.scalars(select(Distribution)) if one.need_id in ids]
    arrived, promised, surplus = Counter(), Counter(), Counter()
    for one in held:
        if one.status in ARRIVED:
            arrived[one.need_id] += min(one.received_quantity, one.quantity)
            surplus[one.need_id] += max(0, one.received_quantity - one.quantity)
        else:
            promised[one.need_id] += one.quantity
    people = {name: sum(getattr(one, name) for one in given) for name in ("families", "women", "men", "children")}
    asked = sum(need.quantity for need in needs)
    return {
        "needs": len(needs), "asked": asked, "promised": promised.total(), "arrived": arrived.total(),
        "surplus": surplus.total(), "remaining": asked - promised.total() - arrived.total(),
        "distributed": sum(one.quantity for one in given),
        "volunteers": len({one.person_id for one in held if one.status != "unconfirmed"}),
        "associations": len({need.organisation_id for need in needs}),
        "regions": len({need.region_code for need in needs}), **people,
        "people": people["women"] + people["men"] + people["children"],
        "rows": needs, "arrived_of": arrived, "promised_of": promised, "surplus_of": surplus,
    }  # fmt: skip


def numbers(text):
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def words(element):
    return " ".join(element.get_text(" ").split())


def in_sheet(client, slug="generated", lang="en"):
    page = client.get(f"/campaigns/{slug}/report.csv?lang={lang}")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.body.startswith("\ufeff")
    return list(csv.reader(page.body.removeprefix("\ufeff").splitlines(), delimiter="," if lang == "en" else ";"))


def bar_of(sums):
    return [sums[name] for name in BAR]


def bar_of_need(sums, need):
    arrived, promised = sums["arrived_of"][need.id], sums["promised_of"][need.id]
    return [arrived, promised, need.quantity - arrived - promised, need.quantity]


def hero(page, slug="generated"):
    """The figures of a campaign's bar, where several campaigns may stand."""
    [found] = [one for one in page.soup.select(".hero") if one.select(f'a[href$="/campaigns/{slug}"]')]
    return numbers(words(found.select_one(".progress")))


def by_item(sums):
    """What remains of each item."""
    lacking = Counter()
    for need in sums["rows"]:
        lacking[need.item_code] += bar_of_need(sums, need)[2]
    return lacking
