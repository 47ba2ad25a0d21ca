"""Where the stock ledger does not close, and its sums made anew from the rows alone."""

from dataclasses import dataclass

from sqlalchemy import text

from domain.db import db
from domain.stock import SOURCES


@dataclass(frozen=True, slots=True)
class Gap:
    """A kept sum that is not what its movements say. `what`: balance (of `where`, an account's kind and ref, and
    `item`), line or session (`where` is its number and sum), item (all balances of one do not add up to nought)."""

    what: str
    where: str
    item: str
    kept: int
    made: int


_LINE_SUMS = {"dispatched": "dispatch", "received": "receipt", "lost": "loss", "returned": "return"}
_MADE = """
    SELECT account_id, item_code, SUM(quantity) AS quantity FROM (
      SELECT to_id AS account_id, item_code, quantity FROM stock_movement
      UNION ALL SELECT from_id, item_code, -quantity FROM stock_movement) moved
    GROUP BY account_id, item_code
    """
_BALANCES = f"""
    SELECT a.kind, a.ref, u.item_code, SUM(u.kept) AS kept, SUM(u.made) AS made FROM (
      SELECT account_id, item_code, quantity AS kept, 0 AS made FROM stock_balance
      UNION ALL SELECT account_id, item_code, 0, quantity FROM ({_MADE}) summed) u
    JOIN stock_account a ON a.id = u.account_id
    GROUP BY a.kind, a.ref, u.item_code HAVING SUM(u.kept) <> SUM(u.made)
    """  # noqa: S608  # no reader's words
# A movement counts for the sum of its own kind; a correction takes it off the sum of what it corrects.
_OF_KIND = """
    SELECT m.{of} AS owner, SUM(CASE WHEN m.corrects IS NULL THEN m.quantity ELSE -m.quantity END) AS made
    FROM stock_movement m LEFT JOIN stock_movement c ON c.id = m.corrects
    WHERE COALESCE(c.kind, m.kind) = '{kind}' {only} GROUP BY m.{of}
    """
_LINES = """
    SELECT l.id, l.item_code, l.{name} AS kept, COALESCE(s.made, 0) AS made
    FROM convoy_line l LEFT JOIN ({sums}) s ON s.owner = l.id WHERE l.{name} <> COALESCE(s.made, 0)
    """
_SESSIONS = """
    SELECT p.id, p.item_code, p.packed AS kept, COALESCE(s.made, 0) AS made
    FROM packing_session p LEFT JOIN ({sums}) s ON s.owner = p.id WHERE p.packed <> COALESCE(s.made, 0)
    """
_PACKED = "AND m.item_code = (SELECT item_code FROM packing_session p WHERE p.id = m.session_id)"
_ITEMS = "SELECT item_code, SUM(quantity) AS kept FROM stock_balance GROUP BY item_code HAVING SUM(quantity) <> 0"


def audit() -> list[Gap]:
    """Every sum that does not close: balances of accounts against their movements, lines and sessions against theirs,
    items over all accounts against nought. Reads the whole ledger."""
    gaps = [
        Gap("balance", f"{row.kind} {row.ref}".strip(), row.item_code, int(row.kept), int(row.made))
        for row in db.session.execute(text(_BALANCES))
    ]
    for name, kind in _LINE_SUMS.items():
        sums = _OF_KIND.format(of="line_id", kind=kind, only="")
        rows = db.session.execute(text(_LINES.format(name=name, sums=sums)))
        gaps += [Gap("line", f"{row.id} {name}", row.item_code, row.kept, int(row.made)) for row in rows]
    sums = _OF_KIND.format(of="session_id", kind="pack", only=_PACKED)
    rows = db.session.execute(text(_SESSIONS.format(sums=sums)))
    gaps += [Gap("session", str(row.id), row.item_code, row.kept, int(row.made)) for row in rows]
    rows = db.session.execute(text(_ITEMS))
    return gaps + [Gap("item", "", row.item_code, int(row.kept), 0) for row in rows]


def rebuild() -> None:
    """Make every balance, and the sums of lines and sessions, anew from the movements."""
    sources = ", ".join(f"'{kind}'" for kind in SOURCES)
    db.session.execute(text("DELETE FROM stock_balance"))
    db.session.execute(
        text(
            f"""
            INSERT INTO stock_balance (account_id, item_code, is_source, quantity)
            SELECT m.account_id, m.item_code, a.kind IN ({sources}), m.quantity
            FROM ({_MADE}) m JOIN stock_account a ON a.id = m.account_id
            """  # noqa: S608
        )
    )
    db.session.execute(text("UPDATE convoy_line SET dispatched = 0, received = 0, lost = 0, returned = 0"))
    for name, kind in _LINE_SUMS.items():  # what was dispatched first: nothing may go beyond it
        sums = _OF_KIND.format(of="line_id", kind=kind, only="")
        _take_over("convoy_line", name, sums)
    db.session.execute(text("UPDATE packing_session SET packed = 0"))
    _take_over("packing_session", "packed", _OF_KIND.format(of="session_id", kind="pack", only=_PACKED))


def _take_over(table: str, name: str, sums: str) -> None:
    db.session.execute(text(f"UPDATE {table} SET {name} = s.made FROM ({sums}) s WHERE s.owner = {table}.id"))  # noqa: S608
