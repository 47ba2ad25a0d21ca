"""A file put on an association's list from the shell."""

import json

import pytest
from sqlalchemy import select

from domain import log
from domain.db import db
from domain.needs import Need
from tests.blueprints.shell.conftest import Shell, refusal

CSV = (
    "المادة;الكمية;الوحدة;الأولوية;آخر أجل\nبطانيات;120;قطعة;عاجل;20/12/2026\nحليب;كثير;لتر;;\nسجاد صوف;12;;;1/1/2020\n"
)


@pytest.fixture
def file(tmp_path, cast):
    path = tmp_path / "needs.csv"
    path.write_text(CSV, encoding="windows-1256")
    return str(path)


def saved():
    return db.session.scalars(select(Need).order_by(Need.position)).all()


def test_good_rows_are_saved_and_printed_and_bad_ones_named(shell: Shell, file) -> None:
    result = shell("import-needs", "ours", file)
    assert result.exit_code == 0, result.output
    assert [row["item"] for row in json.loads(result.stdout)] == ["بطانيات", "سجاد صوف"]
    made = saved()
    assert [(need.item_code, need.quantity, need.status) for need in made] == [
        ("blanket", 120, "draft"), ("other-food", 12, "draft"),
    ]  # fmt: skip
    assert "Row 3: not saved" in result.stderr
    assert "Row 4: saved, look at it (" in result.stderr
    assert {row.via for need in made for row in log.history("need", need.id)} == {"shell"}


def test_the_same_file_is_saved_once(shell: Shell, file) -> None:
    first, second = (shell("import-needs", "ours", file) for _ in range(2))
    assert first.stdout == second.stdout
    assert len(saved()) == 2
    assert "saved before" in second.stderr


def test_a_dry_run_only_prints(shell: Shell, file) -> None:
    result = shell("import-needs", "ours", file, "--dry-run")
    assert len(json.loads(result.stdout)) == 2
    assert saved() == []


def test_an_unknown_association_gets_nothing(shell: Shell, file) -> None:
    assert "nobody" in refusal(shell("import-needs", "nobody", file))
    assert shell("import-needs", "nobody", file, "--dry-run").exit_code == 0


def test_what_is_no_list_is_refused_in_a_line(shell: Shell, tmp_path, cast) -> None:
    path = tmp_path / "needs.pdf"
    path.write_bytes(b"%PDF-1.7")
    assert "not a list" in refusal(shell("import-needs", "ours", str(path)))
