"""The report as a file: a PDF is made once for its facts and kept in the instance folder."""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Response, current_app

from domain import typesetting
from domain.typesetting import TEMPLATES, NotTypeset
from domain.untrusted import ReadersBusy

MOST = 60  # files kept, each some 60 KB


def pdf(template: str, facts: Any) -> bytes | None:
    """The PDF of these facts (a dataclass): the kept one, or made now; None when it cannot be made just now."""
    said = json.loads(json.dumps(asdict(facts), default=str))
    folder = Path(current_app.instance_path) / "reports"
    path = folder / f"{_digest(template, said)}.pdf"
    with suppress(FileNotFoundError):
        return path.read_bytes()
    try:
        made = typesetting.pdf(template, said)
    except (NotTypeset, ReadersBusy) as error:
        current_app.logger.warning("no report: %s %s", type(error).__name__, getattr(error, "why", ""))
        return None
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)  # two readers at once each write their own
    with os.fdopen(handle, "wb") as file:
        file.write(made)
    Path(temporary).replace(path)
    _sweep(folder)
    return made


def _digest(template: str, said: dict[str, Any]) -> str:
    whole = json.dumps(said, sort_keys=True).encode()
    drawn_by = (TEMPLATES / f"{template}.typ").read_bytes() + (TEMPLATES / "basics.typ").read_bytes()
    return hashlib.sha256(drawn_by + whole).hexdigest()[:32]


def _sweep(folder: Path) -> None:
    """Remove all but the latest files."""
    with suppress(FileNotFoundError):  # another reader sweeps too
        made = sorted(folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in made[MOST:]:
            path.unlink(missing_ok=True)


def answer(data: bytes, mimetype: str, name: str) -> Response:
    """A file to keep, under this name."""
    response = Response(data, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
