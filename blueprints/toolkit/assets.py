"""Static files as they are sent: one stylesheet, hashed names, compressed once, never per request."""

import gzip
import hashlib
import json
import os
import re
from pathlib import Path

import brotli
import rcssmin
import rjsmin
from flask import Flask
from whitenoise import WhiteNoise

MANIFEST = "manifest.json"
HASHED = re.compile(r"^/static/.+\.[0-9a-f]{10}\.\w+$")
COMPRESSIBLE = {".css", ".js", ".svg", ".txt", ".json"}


def init_app(app: Flask, source: Path, target: Path) -> None:
    """Build what changed, serve it in front of the application, and give templates `asset()`."""
    manifest = build(source, target)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{manifest[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=target, prefix="static/", max_age=3600, immutable_file_test=_is_immutable
    )


def _is_immutable(_path: str, url: str) -> bool:
    return HASHED.match(url) is not None


def build(source: Path, target: Path) -> dict[str, str]:
    """Write every static file under a hashed name into `target`; gives name → hashed name.

    Nothing is done when the sources are as they were at the last build."""
    target.mkdir(parents=True, exist_ok=True)
    state = _state_of(source)
    made = target / MANIFEST
    if made.exists():
        kept = json.loads(made.read_text())
        if kept["state"] == state:
            return dict(kept["files"])
    files = _write_all(source, target)
    temporary = target / f"{MANIFEST}.{os.getpid()}"
    temporary.write_text(json.dumps({"state": state, "files": files}))
    temporary.replace(made)
    return files


def _state_of(source: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(source)} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def _write_all(source: Path, target: Path) -> dict[str, str]:
    files: dict[str, str] = {}
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and path.suffix not in {".css", ".js"}:
            files[name] = _write(target, name, path.read_bytes())
    for path in sorted(source.rglob("*.js")):
        name = path.relative_to(source).as_posix()
        script = path.read_text()
        files[name] = _write(target, name, (script if ".min." in name else str(rjsmin.jsmin(script))).encode())
    sheet = "\n".join(path.read_text() for path in sorted((source / "css").glob("*.css")))
    files["css/app.css"] = _write(target, "css/app.css", _hash_urls(str(rcssmin.cssmin(sheet)), files).encode())
    return files


def _hash_urls(sheet: str, files: dict[str, str]) -> str:
    return re.sub(r"url\(['\"]?\.\./([^'\")]+)['\"]?\)", lambda found: f"url(/static/{files[found[1]]})", sheet)


def _write(target: Path, name: str, content: bytes) -> str:
    stem, suffix = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
    path = target / hashed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if path.suffix in COMPRESSIBLE:
        Path(f"{path}.br").write_bytes(brotli.compress(content, quality=11))
        Path(f"{path}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed
