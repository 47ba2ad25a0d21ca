"""The production server: what it writes is private, and no header changes its links."""

import http.client
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app
from domain.db import db
from tests import factories
from tests.blueprints.shell.conftest import shell_of
from tests.faults.server import ROOT, Server


def readable_by_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_everything_in_a_new_instance_is_its_owner_s_alone(bare, monkeypatch):
    monkeypatch.setenv("AWN_DEMO", "0")
    assert shell_of(bare)("prepare").exit_code == 0
    factories.person()
    db.session.commit()
    assert (Path(bare.instance_path) / "secret-key").exists()
    assert readable_by_others(Path(bare.instance_path)) == []


def test_an_instance_below_folders_that_are_not_there(tmp_path):
    create_app(AWN_INSTANCE=str(tmp_path / "a" / "b"), TESTING=True)
    assert readable_by_others(tmp_path / "a") == []


def test_a_server_holds_nothing_that_only_commands_need(tmp_path):
    held = "import app, sys; app.create_app(AWN_INSTANCE=sys.argv[1]); print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", held, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "domain.pledges" in modules
    assert {"alembic", "flask_migrate", "domain.demo.loading", "blueprints.shell.commands"}.isdisjoint(modules)


@pytest.mark.faults
def test_a_header_does_not_change_our_links(app, options):
    need = factories.need()
    db.session.commit()
    instance = Path(options["AWN_INSTANCE"])
    with Server(instance, options.get("SQLALCHEMY_DATABASE_URI")) as server:

        def get(path: str, **headers: str) -> tuple[int, bytes]:
            with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                return answer.status, answer.read()

        page = get(f"/needs/{need.id}")
        assert page[0] == 200
        assert get(f"/needs/{need.id}", SCRIPT_NAME="/evil", PATH_INFO="/healthz") == page
        assert get(f"/evil/needs/{need.id}", SCRIPT_NAME="/evil")[0] == 404
    assert readable_by_others(instance) == []
