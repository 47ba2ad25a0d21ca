"""Reading what strangers send, in a process of its own with little memory and little time.

Readers of workbooks and pictures are large, and a file made for the purpose can make them grow, hang or crash. Here
that costs a process that lives for milliseconds, never a web worker. The child sees none of our variables and can write
no file.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore, Timer

from domain.errors import RuleBroken

# What the child is told about the machine; not where the database is, nor the key.
_TOLD = ("PATH", "LD_LIBRARY_PATH")

# The child's first lines, before it imports or reads anything. A limit that is already lower, or that the system does
# not know, stays as it is. Without `site` (-S) it starts sooner; the parent's path says where everything is.
_CONFINE = """
import resource, sys
_, module, limits, path, *rest = sys.argv
for limit in limits.split():
    name, value = limit.split("=")
    try:
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (int(value), int(value)))
    except (AttributeError, OSError, ValueError):
        pass
sys.path[:] = path.split(":")
sys.argv[:] = [module, *rest]
import runpy
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


# Children of one process at a time: together they take no more memory than a small machine has.
_AT_ONCE = 2
_WAIT = 3.0  # seconds for another child to end
_places = BoundedSemaphore(_AT_ONCE)


class ReadersBusy(RuleBroken):
    """Other files are being read just now."""


class Unreadable(RuleBroken):
    """The process died of what it was given, ran out of time or memory, or answered too much."""


def call(
    module: str,
    data: bytes,
    *,
    seconds: float = 2.0,
    megabytes: int = 256,
    arguments: Sequence[str] = (),
    most: int = 16_000_000,
) -> bytes:
    """What `module`, run as a program with `data` on its standard input, writes to its standard output.

    `seconds` of real time and of processor time, `megabytes` of address space, at most `most` bytes of answer. Raises
    Unreadable, ReadersBusy.
    """
    limits = {"AS": megabytes << 20, "CPU": ceil(seconds), "FSIZE": 0, "NOFILE": 64, "CORE": 0}
    command = [
        *(sys.executable, "-I", "-S", "-B", "-c", _CONFINE),
        *(module, " ".join(f"{name}={value}" for name, value in limits.items()), ":".join(_path()), *arguments),
    ]
    if not _places.acquire(timeout=_WAIT):
        raise ReadersBusy
    try:
        with TemporaryFile() as given:
            given.write(data)
            given.seek(0)
            return _run(command, given.fileno(), seconds, most)
    finally:
        _places.release()


def _run(command: list[str], given: int, seconds: float, most: int) -> bytes:
    told = {name: os.environ[name] for name in _TOLD if name in os.environ}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and modules, no shell
        command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=told, cwd="/"
    ) as child:
        assert child.stdout is not None  # noqa: S101 - for the type checker
        clock = Timer(seconds, child.kill)
        clock.daemon = True
        clock.start()
        answer = child.stdout.read(most + 1)
        if len(answer) > most:
            child.kill()
        failed = child.wait()  # not for ever: the clock is still running
        clock.cancel()
    if failed:
        raise Unreadable
    return answer


def _path() -> list[str]:
    return [str(Path(__file__).parents[1]), *(os.path.abspath(entry) for entry in sys.path if entry)]
