"""Search: folded words under a rank, so that any spelling and any digits find a need and matches come out in order.

SQLite keeps the words in FTS5 with the rank as row number, so matches need no sorting; PostgreSQL in a tsvector beside
the same rank.
"""

from sqlalchemy import text

from domain.db import db, is_sqlite, raw
from domain.text import search_words

ID_BITS = 40  # a rank is is_open << OPEN_BIT | priority << ID_BITS | id
OPEN_BIT = 56
ID_MASK = (1 << ID_BITS) - 1
MOST_MATCHES = 300  # the best-ranked matches that any other order than the rank's sorts among

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
    "postgresql": "INSERT INTO need_search (rank, words) VALUES (:rank, to_tsvector('simple', :words))",
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
    "postgresql": ["UPDATE need_search SET rank = :new WHERE rank = :old"],
}
# Matches ranked below `:before`, best first; on SQLite FTS5 walks its row numbers backwards and stops.
_MATCHES = {
    "sqlite": "SELECT rowid AS rank FROM need_search WHERE need_search MATCH :match AND rowid < :before"
    " ORDER BY rowid DESC",
    "postgresql": "SELECT rank FROM need_search WHERE words @@ to_tsquery('simple', :match) AND rank < :before"
    " ORDER BY rank DESC",
}
MOST_PARTS = 4  # of the FTS5 index
PAGES_MERGED, MOST_MERGES = 200, 2_000  # so that no step holds the write lock for long
TOP = (1 << 62) - 1  # no rank is above it


def rank_of(is_open: int, priority: int, need_id: int) -> int:
    """The rank of a need among matches: whether it lacks something, its priority, its number."""
    return is_open << OPEN_BIT | priority << ID_BITS | need_id


def fold_words(parts: list[str]) -> str:
    """The folded words of several texts, each once."""
    return " ".join(dict.fromkeys(word for part in parts for word in search_words(part, limit=None)))


def index(rank: int, words: str) -> None:
    """Make what has this rank findable by these folded words."""
    db.session.execute(text(_INSERT[_dialect()]), {"rank": rank, "words": words})


def unindex(rank: int) -> None:
    """Make what has this rank unfindable."""
    db.session.execute(text(_DELETE[_dialect()]), {"rank": rank})


def move(old: int, new: int) -> None:
    """Keep the same words under another rank."""
    for statement in _MOVE[_dialect()]:
        db.session.execute(text(statement), {"old": old, "new": new})


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


def matches_sql(limit: int | None = None) -> str:
    """A query for the ranks that match `:match` and are below `:before`, best first, at most `limit` of them."""
    return _MATCHES[_dialect()] + (f" LIMIT {limit}" if limit else "")


def match_expression(query: str) -> str | None:
    """What `:match` must be for a reader's words; None without any word.

    Whole words when something has them all; else each may be the beginning of a word, which costs more."""
    words = search_words(query)
    if not words:
        return None
    whole = _expression(words, '"{}"', "'{}'")
    found = text(f"SELECT 1 FROM ({_MATCHES[_dialect()]} LIMIT 1) matches")
    if db.session.execute(found, {"match": whole, "before": TOP}).first():
        return whole
    return _expression(words, '"{}"*', "'{}':*")


def _expression(words: list[str], sqlite: str, postgresql: str) -> str:
    if is_sqlite():
        return " ".join(sqlite.format(word) for word in words)
    return " & ".join(postgresql.format(word) for word in words)


def _dialect() -> str:
    return "sqlite" if is_sqlite() else "postgresql"
