"""Very many needs, made by the database itself: a board as large as a country's within a minute."""

from datetime import timedelta

from sqlalchemy import Connection, insert, select, text

from domain import clock, search, tallies
from domain.catalogue import Item, items
from domain.db import db, is_sqlite
from domain.organisations import Organisation
from domain.places import Commune, Region
from tests import factories
from tests.weight.scene import NAMES, NOTES

NEEDS_OF_ONE = 50  # needs of each association
PEOPLE, EDITIONS = 2_000, 4  # one need in twenty belongs to each edition; the first edition is running
PLEDGED = "k.i % 5 = 0"  # these have a pledge
COVERED = "k.i % 25 = 0"  # and these by all of their quantity
MULTIPLIERS = (2654435761, 2246822519, 3266489917, 668265263, 374761393, 1597334677)


def fill(many: int) -> None:
    """Put so many needs into a migrated database that has places and nothing else: words, tallies, pledges included."""
    _editions()
    with db.engine.connect() as connection:
        _hurry(connection)
        _small_tables(connection, max(many // NEEDS_OF_ONE, 100))
        indexes = _drop_indexes(connection)
        for statement in [*_statements(many), *tallies.REBUILD]:
            connection.execute(text(statement))
        for statement in indexes:
            connection.exec_driver_sql(statement)
        if not is_sqlite():
            for table in ("need", "pledge", "person", "organisation", "transition"):
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")
        connection.commit()
    db.engine.dispose()  # the next connection writes durably again
    search.tidy()  # as the worker does
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ["ANALYZE"] if is_sqlite() else ["VACUUM ANALYZE", "CHECKPOINT"]:
            connection.exec_driver_sql(statement)


def _editions() -> None:
    for number in range(EDITIONS):
        day = clock.today() - timedelta(days=365 * number)
        starts_on, ends_on = day - timedelta(days=20), day + timedelta(days=20)
        factories.edition(id=number + 1, slug=f"edition-{number + 1}", starts_on=starts_on, ends_on=ends_on)
    db.session.commit()


def _hurry(connection: Connection) -> None:
    if is_sqlite():
        settings = ["journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"]
        statements = [f"PRAGMA {setting}" for setting in settings]
    else:  # foreign keys hold by construction
        statements = ["SET maintenance_work_mem = '512MB'", "SET session_replication_role = replica"]
    for statement in statements:
        connection.exec_driver_sql(statement)


def _small_tables(connection: Connection, organisations: int) -> None:
    """The associations, and three tables to choose from: who says it, of what, with which note; each with its words."""
    rows, said_by = [], []
    regions = {region.code: region for region in db.session.scalars(select(Region))}
    communes = list(db.session.scalars(select(Commune).order_by(Commune.code)))
    for number in range(organisations):
        commune = communes[number * 7919 % len(communes)]
        name = f"{NAMES[number % len(NAMES)]} {commune.name_ar}"
        rows.append(_organisation(number, name, commune))
        places = [place.name(lang) for place in (regions[commune.region_code], commune) for lang in ("ar", "fa", "fr")]
        said_by.append({"n": number, "code": "", "category": "", "words": search.fold_words([name, *places])})
    db.session.rollback()
    connection.execute(insert(Organisation), rows)
    things = [_thing(number, item) for number, item in enumerate(items().values())]
    notes = [{"n": n, "code": note, "category": "", "words": search.fold_words([note])} for n, note in enumerate(NOTES)]
    for name, chosen in {"said_by": said_by, "thing": things, "remark": notes}.items():
        columns = "n INTEGER PRIMARY KEY, code TEXT, category TEXT, words TEXT"
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} ({columns})")
        connection.execute(text(f"INSERT INTO {name} VALUES (:n, :code, :category, :words)"), chosen)


def _organisation(number: int, name: str, commune: Commune) -> dict[str, object]:
    return {
        "id": number + 1, "slug": f"association-of-{number}", "kind": "association", "name": name, "fields": ["relief"],
        "size": "small" if number % 3 else "medium", "status": "trusted" if number % 4 else "approved",
        "region_code": commune.region_code, "commune_code": commune.code, "isolation": commune.isolation,
    }  # fmt: skip


def _thing(number: int, item: Item) -> dict[str, object]:
    words = search.fold_words([*item.names.values(), *item.aliases])
    return {"n": number, "code": item.code, "category": item.category, "words": words}


def _drop_indexes(connection: Connection) -> list[str]:
    """Drop what is built faster afterwards; gives the statements that build it."""
    tables = "('need', 'need_search', 'pledge', 'transition')"
    if is_sqlite():
        query = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {tables}"
    else:
        query = (
            f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN {tables} AND indexdef NOT LIKE '%UNIQUE%'"
        )
    found = connection.execute(text(query)).all()
    for name, _ in found:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    return [sql for _, sql in found]


def _chance(which: int) -> str:
    """A number from 0 to 65535 that looks random, the same for the same need on both databases."""
    return f"(k.i * {MULTIPLIERS[which]} % 4294967296 / 65536)"


def _series(many: int) -> tuple[str, str]:
    """What goes before the INSERT's SELECT and after its FROM, so that `k.i` counts from 1 to `many`."""
    if is_sqlite():
        return f"WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < {many})", "k"
    return "", f"generate_series(CAST(1 AS bigint), {many}) AS k(i)"


def _statements(many: int) -> list[str]:
    now, today = clock.now(), clock.today()
    moment = f"'{now:%Y-%m-%d %H:%M:%S.%f}'" if is_sqlite() else f"CAST('{now.isoformat()}' AS timestamptz)"
    days = f"(1 + {_chance(5)} % 90)"
    deadline = (
        f"date('{today}', '+' || {days} || ' days')" if is_sqlite() else f"(DATE '{today}' + CAST({days} AS int))"
    )
    before, k = _series(many)
    people, p = _series(PEOPLE)
    urgency = f"(CASE WHEN {_chance(3)} % 10 < 4 THEN 0 WHEN {_chance(3)} % 10 < 7 THEN 1 WHEN {_chance(3)} % 10 < 9 THEN 2 ELSE 3 END)"  # noqa: E501
    quantity = f"(10 * (1 + {_chance(4)} % 50))"
    pledged = f"(CASE WHEN {COVERED} THEN {quantity} WHEN {PLEDGED} THEN {quantity} / 5 ELSE 0 END)"
    words = "t.words || ' ' || r.words || ' ' || s.words"
    if not is_sqlite():
        level = "CASE n.urgency WHEN 3 THEN 'zzcritical' WHEN 2 THEN 'zzurgent' ELSE 'zzopen' END"
        band = f"CASE n.is_open WHEN 0 THEN 'zzfull' ELSE {level} END"
        tags = "'zz' || LOWER(REPLACE(n.region_code, '-', '')) || ' zz' || n.category"
        words = f"strip(to_tsvector('simple', {words} || ' ' || {band} || ' ' || {tags}))"
    return [
        f"""
        INSERT INTO person (id, name, phone, is_guest, created_at)
        {people} SELECT k.i + 100000, 'متطوع', '+2127' || (10000000 + k.i), false, {moment} FROM {p}
        """,
        f"""
        INSERT INTO need (id, organisation_id, edition_id, item_code, category, region_code, commune_code, quantity,
          urgency, deadline, note, status, pledged, received, surplus, distributed, is_open, lacking, isolation,
          priority, nearness, freshness, search_rank, version, created_at, published_at)
        {before}
        SELECT k.i, o.id, CASE WHEN k.i % 20 < {EDITIONS} THEN k.i % 20 + 1 END, t.code, t.category, o.region_code,
          o.commune_code, {quantity}, {urgency}, {deadline}, r.code,
          CASE WHEN {_chance(2)} % 20 = 0 THEN 'closed' ELSE 'published' END,
          {pledged}, 0, 0, 0, CASE WHEN {COVERED} THEN 0 ELSE 1 END,
          CASE WHEN {COVERED} THEN 0 WHEN {PLEDGED} THEN 8 ELSE 10 END, o.isolation,
          {urgency} * 1000 + o.isolation + CASE WHEN o.size = 'small' THEN 15 ELSE 0 END,
          -({today.toordinal()} + {days}), {int(now.timestamp())} - ({many} - k.i) * 10, NULL, 1, {moment}, {moment}
        FROM {k} JOIN organisation o ON o.id = 1 + {_chance(0)} % {max(many // NEEDS_OF_ONE, 100)}
          JOIN thing t ON t.n = {_chance(1)} % {len(items())} JOIN remark r ON r.n = {_chance(2)} % {len(NOTES)}
        """,
        f"""
        UPDATE need SET search_rank = CAST(is_open AS bigint) * {1 << search.OPEN_BIT}
          + CAST(priority AS bigint) * {1 << search.ID_BITS} + id WHERE status = 'published'
        """,
        f"""
        INSERT INTO need_search ({"rowid" if is_sqlite() else "rank"}, words)
        SELECT n.search_rank, {words}
        FROM need n JOIN said_by s ON s.n = n.organisation_id - 1 JOIN thing t ON t.code = n.item_code
          JOIN (SELECT code, MIN(words) AS words FROM remark GROUP BY code) r ON r.code = n.note
        WHERE n.status = 'published' ORDER BY n.search_rank
        """,
        f"""
        INSERT INTO pledge (id, need_id, person_id, quantity, key, status, code, prepare_by, prepared_steps, created_at)
        SELECT n.id / 5, n.id, 100001 + n.id / 5 % {PEOPLE}, n.pledged, 'filled-' || n.id, 'pledged', '123456',
          n.deadline, '[]', n.created_at FROM need n WHERE n.id % 5 = 0
        """,
        """
        INSERT INTO transition (id, noun, noun_id, new, quantity, actor_id, via, at)
        SELECT id, 'pledge', id, 'pledged', quantity, person_id, 'web', created_at FROM pledge
        """,
    ]
