"""What strangers send is read in a process that can do no harm: little memory, little time, no secrets, no files."""

import os
import time
from pathlib import Path

import pytest

from domain.untrusted import Unreadable, call

PROGRAM = "tests.domain.misbehave"


def test_the_answer_comes_back_whole() -> None:
    data = os.urandom(500_000)
    assert call(PROGRAM, data, arguments=["answer"]) == data[::-1]


def test_it_is_quick_to_start() -> None:
    started = time.perf_counter()
    for _ in range(4):
        call(PROGRAM, b"", arguments=["answer"])
    assert (time.perf_counter() - started) / 4 < 0.25


@pytest.mark.parametrize("deed", ["sleep", "spin", "close and sleep"])
def test_a_reader_that_hangs_is_ended_in_time(deed: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Unreadable):
        call(PROGRAM, b"", seconds=0.5, arguments=[deed])
    assert time.perf_counter() - started < 1.5


@pytest.mark.parametrize("deed", ["grow", "die"])
def test_a_reader_that_grows_or_dies_has_not_read_the_file(deed: str) -> None:
    with pytest.raises(Unreadable):
        call(PROGRAM, b"", arguments=[deed])


def test_a_reader_leaves_nothing_behind(tmp_path: Path) -> None:
    written = tmp_path / "written"
    with pytest.raises(Unreadable):
        call(PROGRAM, str(written).encode(), arguments=["write"])
    assert not written.exists() or not written.read_bytes()


def test_an_endless_answer_is_cut_off() -> None:
    with pytest.raises(Unreadable):
        call(PROGRAM, b"", arguments=["chatter"], most=100_000)


def test_the_reader_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "secret")
    told = call(PROGRAM, b"", arguments=["tell"]).decode().split()
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & set(told)


def test_the_memory_is_as_much_as_was_said() -> None:
    assert call(PROGRAM, b"", megabytes=100, arguments=["limits"]) == str(100 << 20).encode()
