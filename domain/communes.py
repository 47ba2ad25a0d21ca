"""The commune that people mean: found by its name or its province, in Arabic, Persian or French spelling."""

from sqlalchemy import func, select

from domain.db import db
from domain.places import Commune, commune_name
from domain.text import fold

FOUND_MOST = 60  # communes; a longer list is not read on a phone


def find(q: str = "", province: str = "") -> list[Commune]:
    """The communes whose names hold every word of `q`, of one province when it is named (in Arabic, as the census has
    it); names that begin so first, then the larger. Nothing asked is nothing found; at most FOUND_MOST."""
    wanted = fold(q)
    if not wanted and not province:
        return []
    query = select(Commune.code, Commune.name_ar, Commune.name_fr).order_by(Commune.population.desc())
    if province:
        query = query.where(Commune.province_ar == province)
    places: dict[str, bool] = {}  # code: whether its name only holds what is wanted, and does not begin with it
    for code, *names in db.session.execute(query):
        folded = [fold(name) for name in names]
        if all(word in " ".join(folded) for word in wanted.split()):
            places[code] = not any(name.startswith(wanted) for name in folded)
    codes = sorted(places, key=places.__getitem__)[:FOUND_MOST]
    rows = {row.code: row for row in db.session.scalars(select(Commune).where(Commune.code.in_(codes)))}
    return [rows[code] for code in codes]


def by_province(found: list[Commune], lang: str) -> dict[str, list[Commune]]:
    """The same under their provinces' names, in the order in which they come."""
    groups: dict[str, list[Commune]] = {}
    for commune in found:
        groups.setdefault(commune_name(*commune.province_names, lang), []).append(commune)
    return groups


def provinces(lang: str) -> dict[str, str]:
    """Each province by its Arabic name, with the reader's name for it, region by region."""
    firsts = select(func.min(Commune.code)).group_by(Commune.province_ar)
    rows = db.session.scalars(select(Commune).where(Commune.code.in_(firsts)).order_by(Commune.code))
    return {row.province_ar: commune_name(*row.province_names, lang) for row in rows}
