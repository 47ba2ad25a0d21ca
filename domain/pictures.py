"""Pictures that strangers upload: made anew as small WebP files of known widths, so that nothing of the upload remains.

Uploads are decoded in a child process (`domain.picture_work`), because decoders are where hostile files strike. Files
are named by their content: the same picture twice is one file, so who removes one first asks whether another row still
shows it.
"""

import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from domain import untrusted
from domain.errors import RuleBroken

MIME = "image/webp"
BYTES_MOST = 8_000_000
PIXELS_MOST = 40_000_000
# Width in pixels: the most bytes a version up to that width weighs. No side is longer than the last width.
WEIGHTS = {320: 20_000, 640: 60_000, 1280: 160_000}
SIDE_MOST = max(WEIGHTS)

_WORK = "domain.picture_work"
_SECONDS = 1.9  # a 12-megapixel photograph takes 0.7
_MEGABYTES = 384  # of address space: enough for PIXELS_MOST in a PNG or a progressive JPEG, for half of them in a WebP
_WAIT = 6.0  # seconds for another picture's turn to end; a web worker has few threads to spare
_UNUSED_FOR = 24 * 3600.0  # seconds after which a picture that belongs to nothing is removed
_KEY = re.compile("[0-9a-f]{32}")
_turn = threading.Lock()  # one picture at a time in a process
_line = threading.BoundedSemaphore(2)  # whoever has the turn and one who waits: the other threads serve other readers
# ISO 14496-12 boxes: the file's brand stands after «ftyp».
_HEIC = re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmx]|mif1|msf1|avi[fs])", re.DOTALL)


class PictureTooLarge(RuleBroken):
    """More than `limit` bytes."""


class PictureTooManyPixels(RuleBroken):
    """More than `limit` pixels, or more than can be decoded in the memory there is."""


class PictureNotAPicture(RuleBroken):
    """Nothing that decodes as JPEG, PNG, WebP or GIF, whatever its name says."""


class PictureIsHeic(PictureNotAPicture):
    """HEIC or AVIF, as some phones keep pictures: they send JPEG once the camera is set to «most compatible»."""


class PictureDamaged(RuleBroken):
    """Begins as a picture but cannot be decoded to its end, or not in time."""


class PicturesBusy(RuleBroken):
    """Other pictures are being made just now."""


_REFUSALS = {kind.__name__: kind for kind in (PictureTooManyPixels, PictureNotAPicture, PictureDamaged)}


@dataclass(frozen=True)
class Picture:
    """A picture made anew. `width` and `height` are the largest version's; `versions` are WebP bytes by width."""

    key: str
    width: int
    height: int
    versions: dict[int, bytes]


def sizes_of(width: int) -> list[int]:
    """The widths in which a picture whose largest version is `width` wide is stored: what a `srcset` names."""
    return [*(size for size in WEIGHTS if size < width), width]


def make(data: bytes) -> Picture:
    """The picture in `data`, upright, in sRGB, on white, without metadata; of an animation the first frame.

    Raises PictureTooLarge, PictureTooManyPixels, PictureNotAPicture, PictureIsHeic, PictureDamaged, PicturesBusy.
    """
    if len(data) > BYTES_MOST:
        raise PictureTooLarge(limit=BYTES_MOST)
    if _HEIC.match(data):
        raise PictureIsHeic
    head, _, rest = _made(data).partition(b"\n")
    found = json.loads(head)
    if "refused" in found:
        raise _REFUSALS[found["refused"]](limit=PIXELS_MOST)
    versions = {}
    for width, length in zip(sizes_of(found["width"]), found["lengths"], strict=True):
        versions[width], rest = rest[:length], rest[length:]
    key = sha256(b"".join(versions.values())).hexdigest()[:32]
    return Picture(key, found["width"], found["height"], versions)


def _made(data: bytes) -> bytes:
    """What the child answers, when it is its turn. Raises PictureDamaged, PicturesBusy."""
    if not _line.acquire(blocking=False):
        raise PicturesBusy
    try:
        if not _turn.acquire(timeout=_WAIT):
            raise PicturesBusy
        try:
            return untrusted.call(_WORK, data, seconds=_SECONDS, megabytes=_MEGABYTES)
        except untrusted.Unreadable as error:
            raise PictureDamaged from error
        except untrusted.ReadersBusy as error:
            raise PicturesBusy from error
        finally:
            _turn.release()
    finally:
        _line.release()


def store(picture: Picture, folder: Path) -> None:
    """Write the versions into `folder`, each whole or not at all. A picture that is there already stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for width, data in picture.versions.items():
        _write(folder / _name(picture.key, width), data)


def path_of(folder: Path, key: str, width: int) -> Path | None:
    """The stored file, or None when `key` and `width` (both may come from an address) name none."""
    if not _KEY.fullmatch(key) or not 0 < width <= SIDE_MOST:
        return None
    path = folder / _name(key, width)
    return path if path.is_file() else None


def remove(folder: Path, key: str) -> None:
    """Remove all versions of a picture. Another post with the same picture loses it too: ask first. Safe to repeat."""
    if _KEY.fullmatch(key):
        for path in folder.glob(f"{key}-*.webp"):
            path.unlink(missing_ok=True)


def sweep(folder: Path, in_use: Callable[[set[str]], set[str]]) -> int:
    """Remove pictures stored a day ago or longer that belong to nothing (any more); how many. `in_use` says which of
    some keys do. Storing a picture again makes it new, so none goes while a form with it is on its way."""
    before = time.time() - _UNUSED_FOR
    old = sorted({path.name[:32] for path in folder.glob("*-*.webp") if path.stat().st_mtime < before})
    removed = 0
    for start in range(0, len(old), 500):  # databases take only so many at once
        some = set(old[start : start + 500])
        for key in some - in_use(some):
            remove(folder, key)
            removed += 1
    return removed


def _name(key: str, width: int) -> str:
    return f"{key}-{width:d}.webp"


def _write(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:  # made with mode 0600
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
