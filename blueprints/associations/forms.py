"""What a reader asks the directory for."""

from dataclasses import asdict, dataclass

from flask import request

from domain.organisations import FIELDS, KINDS

QUERY_MOST = 100  # characters
MOST_SKIPPED = 100_000


@dataclass(frozen=True, slots=True)
class Directory:
    """A search by name, three filters, and after how many associations the page starts."""

    q: str = ""
    region: str | None = None
    kind: str | None = None
    field: str | None = None
    after: int | None = None

    def search(self) -> dict[str, str | None]:
        """What is looked for, without the place of the page."""
        return {key: value for key, value in asdict(self).items() if key != "after"}

    def parameters(self) -> dict[str, str]:
        """What is looked for, as an address carries it."""
        return {key: value for key, value in self.search().items() if value}


def read_directory() -> Directory:
    """What the address asks for; what is not understood is left out rather than refused."""
    args = request.args
    after = args.get("after", type=int)
    return Directory(
        q=args.get("q", "").replace("\0", "")[:QUERY_MOST].strip(),
        region=args.get("region", "")[:8] or None,
        kind=args.get("kind") if args.get("kind") in KINDS else None,
        field=args.get("field") if args.get("field") in FIELDS else None,
        after=after if after and 0 < after < MOST_SKIPPED else None,
    )
