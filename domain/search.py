"""Search: folded words under a rank, so that any spelling and any digits find a need and matches come out in order.

SQLite keeps the words in FTS5 with the rank as row number, so matches need no sorting. PostgreSQL keeps them in a
tsvector beside the same rank; matches of a common word are met soon by walking the ranks, those of a rare word are
looked up band by band: each row has the word of its band (lacking something or not, how urgent) among its own.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from domain.db import db, is_sqlite, raw
from domain.text import search_words

ID_BITS = 40  # a rank is is_open << OPEN_BIT | priority << ID_BITS | id
OPEN_BIT = 56
ID_MASK = (1 << ID_BITS) - 1
PRIORITY_MASK = (1 << (OPEN_BIT - ID_BITS)) - 1
MOST_MATCHES = 200  # the best-ranked matches that any other order than the rank's sorts among

CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE need_search USING fts5(words, detail=none, tokenize='unicode61')"],
    "postgresql": [
        "CREATE TABLE need_search (rank BIGINT PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_need_search_words ON need_search USING gin (words)",
        "ALTER TABLE need_search ALTER COLUMN words SET STATISTICS 1000",  # so that rare words are known to be rare
    ],
}
_INSERT = {
    "sqlite": "INSERT INTO need_search (rowid, words) VALUES (:rank, :words)",
    "postgresql": "INSERT INTO need_search (rank, words)"
    " VALUES (:rank, strip(to_tsvector('simple', :words || ' ' || :band || ' ' || :tags)))",
}
_DELETE = {
    "sqlite": "DELETE FROM need_search WHERE rowid = :rank",
    "postgresql": "DELETE FROM need_search WHERE rank = :rank",
}
_MOVE = {
    "sqlite": [
        "INSERT INTO need_search (rowid, words) SELECT :new, words FROM need_search WHERE rowid = :old",
        "DELETE FROM need_search WHERE rowid = :old",
    ],
    "postgresql": [
        "UPDATE need_search SET rank = :new,"
        " words = ts_delete(words, :old_band) || strip(to_tsvector('simple', :new_band)) WHERE rank = :old"
    ],
}
# Matches ranked below `:before`, best first. SQLite walks its row numbers backwards and stops.
_WALK = {
    "sqlite": "SELECT rowid AS rank FROM need_search WHERE need_search MATCH :match AND rowid < :before"
    " ORDER BY rowid DESC",
    "postgresql": "SELECT rank FROM need_search WHERE words @@ to_tsquery('simple', :match) AND rank < :before"
    " ORDER BY rank DESC",
}
BANDS = ("zzcritical", "zzurgent", "zzopen", "zzfull")  # the best ranks first; no reader types them
# OFFSET 0 keeps the planner from walking; later bands are read only while the page is not full.
_BAND = (
    "(SELECT rank FROM (SELECT rank FROM need_search WHERE words @@ (to_tsquery('simple', :match) && '{}')"
    " AND rank < :before OFFSET 0) band ORDER BY rank DESC)"
)
_BY_BAND = " UNION ALL ".join(_BAND.format(band) for band in BANDS)
_FEW = (
    "SELECT rank FROM (SELECT rank FROM need_search WHERE words @@ to_tsquery('simple', :match) AND rank < :before"
    " OFFSET 0) few ORDER BY rank DESC"
)
COMMON = 0.005  # a share of all needs: from here on walking is the shorter way
FEW = 300  # matches: so many are read and sorted sooner than band by band
FRESH = 600.0  # seconds for which the shares of words are taken to hold
MOST_PARTS = 4  # of the FTS5 index
PAGES_MERGED, MOST_MERGES = 200, 2_000  # so that no step holds the write lock for long
# Whether need `n` matches, for a walk through needs in another order.
BEARS = (
    "EXISTS (SELECT 1 FROM need_search s WHERE s.rank = n.search_rank AND s.words @@ to_tsquery('simple', :match)"
    " OFFSET 0)"
)
TOP = (1 << 62) - 1  # no rank is above it


def rank_of(is_open: int, priority: int, need_id: int) -> int:
    """The rank of a need among matches: whether it lacks something, its priority, its number."""
    return is_open << OPEN_BIT | priority << ID_BITS | need_id


def fold_words(parts: list[str]) -> str:
    """The folded words of several texts, each once."""
    return " ".join(dict.fromkeys(word for part in parts for word in search_words(part, limit=None)))


def index(rank: int, words: str, tags: Sequence[str] = ()) -> None:
    """Make what has this rank findable by these folded words, and by codes it can be filtered by."""
    values = {"rank": rank, "words": words, "band": _band(rank), "tags": " ".join(map(_tag, tags))}
    db.session.execute(text(_INSERT[_dialect()]), values)


def _tag(code: str) -> str:
    """A code («MA-05») as a word that no reader types."""
    return "zz" + "".join(filter(str.isalnum, code.lower()))


def unindex(rank: int) -> None:
    """Make what has this rank unfindable."""
    db.session.execute(text(_DELETE[_dialect()]), {"rank": rank})


def move(old: int, new: int) -> None:
    """Keep the same words under another rank."""
    values = {"old": old, "new": new, "old_band": _band(old), "new_band": _band(new)}
    for statement in _MOVE[_dialect()]:
        db.session.execute(text(statement), values)


def _band(rank: int) -> str:
    """The word of the band in which this rank lies."""
    if not rank >> OPEN_BIT:
        return BANDS[-1]
    urgency = (rank >> ID_BITS & PRIORITY_MASK) // 1000  # as in `needs.priority_of`
    return BANDS[min(3 - urgency, 2)]


def tidy() -> int:
    """Merge the parts of the index, which slow each search as they grow in number, a few at a time; how many times.

    PostgreSQL does so by itself."""
    if not is_sqlite() or (db.session.execute(text(_PARTS)).scalar() or 0) <= MOST_PARTS:
        return 0
    merged, pages = 0, -PAGES_MERGED  # negative: all parts into one; then on with it until nothing changes
    while merged < MOST_MERGES:
        before = raw(db.session.connection()).total_changes
        db.session.execute(text(_MERGE), {"pages": pages})
        changed = raw(db.session.connection()).total_changes - before
        db.session.commit()  # between two steps others write
        if changed < 2:  # as FTS5 counts: one for the command itself
            break
        merged, pages = merged + 1, PAGES_MERGED
    return merged


_MERGE = "INSERT INTO need_search (need_search, rank) VALUES ('merge', :pages)"
_PARTS = "SELECT COUNT(DISTINCT segid) FROM need_search_idx"


@dataclass(frozen=True, slots=True)
class Match:
    """What a search asks the database for: the statement's `:match`, and a query for the ranks that match and are below
    `:before`, best first."""

    expression: str
    ranks: str

    def sql(self, limit: int | None = None) -> str:
        """The query for at most `limit` ranks."""
        return self.ranks + (f" LIMIT {limit}" if limit else "")

    @property
    def is_common(self) -> bool:
        """Whether so many needs match that PostgreSQL meets enough of them on its way through another order."""
        return self.ranks == _WALK["postgresql"]


def matches(query: str, tags: Sequence[str] = ()) -> list[Match]:
    """What to look for, for a reader's words: them as whole words, then as beginnings of words, which costs more; empty
    without any word. With `tags`, PostgreSQL passes by what bears other codes without a look at it; whoever asks
    filters all the same."""
    words = search_words(query)
    if not words:
        return []
    if is_sqlite():
        return [Match(" ".join(form.format(word) for word in words), _WALK["sqlite"]) for form in ('"{}"', '"{}"*')]
    needs, shares = _counted()
    tagged = [f"'{_tag(code)}'" for code in tags]
    whole, begun = [shares.get(word, 0.0) for word in words], [_share_begun(word, shares) for word in words]
    return [_match("'{}'", words, tagged, needs, whole), _match("'{}':*", words, tagged, needs, begun)]


def _match(form: str, words: list[str], tagged: list[str], needs: float, shares: list[float]) -> Match:
    """The words as PostgreSQL is asked for them, in the way that is shorter for words in such shares of all needs."""
    share = math.prod(shares)
    way = _WALK["postgresql"] if share >= COMMON else _FEW if share * needs <= FEW else _BY_BAND
    return Match(" & ".join([*(form.format(word) for word in words), *tagged]), way)


def _share_begun(beginning: str, shares: dict[str, float]) -> float:
    return min(1.0, sum(share for word, share in shares.items() if word.startswith(beginning)))


_known: dict[str, tuple[float, float, dict[str, float]]] = {}


def _counted() -> tuple[float, dict[str, float]]:
    """How many needs there are, and in which share of them each common word stands, as PostgreSQL last counted; asked
    again every FRESH."""
    database, now = str(db.engine.url), time.monotonic()
    if database not in _known or _known[database][0] < now - FRESH:
        row = db.session.execute(text(_COUNTED)).first()
        needs, words, shares = row if row else (0.0, [], [])
        _known[database] = (now, needs, dict(zip(words or [], shares or [], strict=False)))
    return _known[database][1:]


_COUNTED = (
    "SELECT c.reltuples, s.most_common_elems::text::text[], s.most_common_elem_freqs FROM pg_stats s, pg_class c"
    " WHERE s.tablename = 'need_search' AND s.attname = 'words' AND c.oid = 'need_search'::regclass"
)


def _dialect() -> str:
    return "sqlite" if is_sqlite() else "postgresql"
