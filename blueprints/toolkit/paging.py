"""Where a page of rows begins."""

from collections.abc import Mapping

NUMBER_MOST = 2**31 - 1  # as PostgreSQL keeps the numbers of rows


def row_number(values: Mapping[str, str], name: str = "after") -> int | None:
    """The number of a row that an address or a form gives under this name; None for anything that can be none."""
    typed = values.get(name, "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(NUMBER_MOST)) else None
    return number if number is not None and number <= NUMBER_MOST else None
