"""An edition's report as its reader reads it: every word and figure, ready for the page and for the PDF alike."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from blueprints.campaigns.drawn import DrawnCurve, DrawnMap, draw_curve, draw_map
from blueprints.campaigns.tables import Table, hundredths, measured, tables, word_of
from blueprints.campaigns.words import FIGURE, METHOD
from blueprints.toolkit.formats import date, date_range, digits, number, percent, year
from blueprints.toolkit.language import direction, lang
from domain import campaigns, clock, reports
from domain.campaigns import Edition
from domain.reports import Comparison, Report

NAMED_MOST = 400  # associations by name; the others as a number


@dataclass(frozen=True, slots=True)
class Named:
    """Those who took part, under a heading."""

    title: str
    names: list[str]
    rest: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole report, in the reader's language. `stats`: (figure, what it counts); `facts` and `method`:
    (term, text); `split`: women, men and children as (word, figure, share)."""

    lang: str
    dir: str
    title: str
    kind: str
    line: str
    lead: str
    about: str
    facts: list[tuple[str, str]]
    stats: list[tuple[str, str]]
    progress: tuple[int, int]  # arrived and promised, in hundredths of what was asked for
    progress_words: list[str]
    split: list[tuple[str, str, int]]
    curve: DrawnCurve | None
    map: DrawnMap | None
    tables: list[Table]
    named: list[Named]
    method_title: str
    method: list[tuple[str, str]]
    sources_title: str
    sources: list[str]
    page: str
    brand: str
    digits: str  # the reader's, from nought to nine


def paper(found: Report, address: str) -> Paper:
    """The report of an edition; `address` is where the public page of the campaign is."""
    edition, totals, compared = found.edition, found.totals, reports.compare(found)
    return Paper(
        lang=lang(), dir=direction(), title=name_of(edition), kind=gettext("Campaign report"), line=_line(edition),
        lead=_lead(found), about=edition.campaign.about(lang()), facts=_facts(edition), stats=_stats(found),
        progress=hundredths(totals.received, totals.pledged, totals.quantity), progress_words=_progress_words(found),
        split=_split(found), curve=draw_curve(found), map=draw_map(found),
        tables=tables(found, compared), named=_named(edition),
        method_title=gettext("How these figures are computed"),
        method=[(str(term), str(words)) for term, words in METHOD] if totals.needs else [],
        sources_title=gettext("Sources"), sources=_sources(found, compared, address), page=address,
        brand=gettext("Awn"), digits=digits("0123456789"),
    )  # fmt: skip


def name_of(edition: Edition) -> str:
    return f"{edition.campaign.name(lang())} {year(edition.starts_on)}"


def _line(edition: Edition) -> str:
    parts = [gettext("Edition %(number)s", number=number(edition.number))]
    return " · ".join([*parts, date_range(edition.starts_on, edition.ends_on)])


def _lead(found: Report) -> str:
    totals = found.totals
    if not totals.needs:
        return ""
    return str(
        ngettext(
            "%(arrived)s units arrived, %(promised)s promised, of %(total)s that %(n)s association asked for.",
            "%(arrived)s units arrived, %(promised)s promised, of %(total)s that %(n)s associations asked for.",
            totals.associations,
            arrived=number(totals.received),
            promised=number(totals.pledged),
            total=number(totals.quantity),
            n=number(totals.associations),
        )  # fmt: skip
    )


def _facts(edition: Edition) -> list[tuple[str, str]]:
    facts = [(gettext("Dates"), date_range(edition.starts_on, edition.ends_on))]
    if edition.sponsor:
        facts.append((gettext("Sponsor"), edition.sponsor))
    if edition.previous and edition.previous.is_public:
        facts.append((gettext("Previous edition"), name_of(edition.previous)))
    return [*facts, (gettext("Figures as of"), date(clock.today()))]


_HEADLINES = ("arrived", "distributed", "associations", "volunteers", "families", "people", "communes", "regions")


def _stats(found: Report) -> list[tuple[str, str]]:
    if not found.totals.needs:
        return [(measured(name, one), word_of(name)) for name, one in reports.published(found.edition).items()]
    values = reports.figures(found)
    shown = [name for name in _HEADLINES if name in values and values[name].value]
    return [(measured(name, values[name]), word_of(name)) for name in shown]


def _progress_words(found: Report) -> list[str]:
    totals = found.totals
    if not totals.needs:
        return []
    return [
        gettext("%(n)s arrived", n=number(totals.received)),
        gettext("%(n)s promised", n=number(totals.pledged)),
        gettext("%(n)s left of %(total)s", n=number(totals.remaining), total=number(totals.quantity)),
    ]


def _split(found: Report) -> list[tuple[str, str, int]]:
    if not found.reach.parts_are_shown:
        return []
    shares = found.reach.shares()
    counts = {name: number(getattr(found.reach, name)) for name in shares}
    return [(str(FIGURE[name]), f"{counts[name]} ({percent(share)})", share) for name, share in shares.items()]


def _named(edition: Edition) -> list[Named]:
    names = campaigns.names_of_participants(edition.id, lang())
    left = max(0, len(names) - NAMED_MOST)
    rest = str(ngettext("and %(n)s other", "and %(n)s others", left, n=number(left))) if left else ""
    companies = [one.display_name(lang()) for one in campaigns.companies(edition.id)]
    groups = [
        Named(gettext("Associations that took part"), names[:NAMED_MOST], rest),
        Named(gettext("Companies that took part"), companies, ""),
    ]
    return [group for group in groups if group.names]


def _sources(found: Report, compared: Comparison | None, address: str) -> list[str]:
    editions = compared.editions if compared else [found.edition]
    sources = []
    for edition in editions:
        published = dict.fromkeys(one.source for one in edition.results)
        said = [gettext("Published by the source, not counted here."), *published]
        counted = gettext("Counted from the pledges and receipts kept here.")
        origin = " ".join(said) if published else counted
        sources.append(gettext("%(name)s: %(text)s", name=name_of(edition), text=origin))
    targets = dict.fromkeys(one.source for one in found.edition.targets if one.source)
    sources += [gettext("Targets: %(source)s", source=source) for source in targets]
    if found.edition.source:
        sources.append(gettext("Dates: %(source)s", source=found.edition.source))
    return [*sources, gettext("The live figures: %(address)s", address=address)]
