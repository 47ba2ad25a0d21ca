"""Pictures of strangers: what people send comes out small, upright and clean; what is hostile is refused, by name."""

import io
import os
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from domain import pictures
from domain.pictures import (
    WEIGHTS,
    Picture,
    PictureDamaged,
    PictureIsHeic,
    PictureNotAPicture,
    PicturesBusy,
    PictureTooLarge,
    PictureTooManyPixels,
    make,
    path_of,
    remove,
    sizes_of,
    store,
    sweep,
)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SOON = 2.2  # seconds: two, and the time to end a process
RED, GREEN, WHITE = (255, 0, 0), (0, 255, 0), (255, 255, 255)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def scene(width: int, height: int) -> Image.Image:
    """Clouds of colour with grain, about as heavy as a photograph."""
    clouds = [Image.effect_noise((max(1, width // 40), max(1, height // 40)), 90).resize((width, height))] * 2
    grain = Image.effect_noise((max(1, width // 3), max(1, height // 3)), 60).resize((width, height), Image.BICUBIC)
    return Image.merge("YCbCr", (Image.blend(clouds[0], grain, 0.4), *clouds)).convert("RGB")


def corner(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """White, with a red quarter at the top left."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return image


def opened(picture: Picture, width: int | None = None) -> Image.Image:
    image = Image.open(io.BytesIO(picture.versions[width or picture.width]))
    image.load()
    return image


def near(image: Image.Image, point: tuple[int, int], colour: tuple[int, int, int], within: int = 24) -> bool:
    found = image.convert("RGB").getpixel(point)
    return all(abs(a - b) <= within for a, b in zip(found, colour, strict=True))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, packed: bytes, *, depth: int = 8, colours: int = 0, before: bytes = b"") -> bytes:
    """A PNG by hand: `packed` is what its IDAT holds, `before` are chunks ahead of it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + before + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def claiming(width: int, height: int) -> dict[str, bytes]:
    """Small files whose headers say they are this large."""
    jpeg, gif, tiny = encoded(corner()), encoded(corner(), "GIF"), zlib.compress(b"\0" * 100)
    size = jpeg.index(b"\xff\xc0") + 5
    canvas = b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    webp = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + encoded(corner(), "WEBP")[12:]
    return {
        "JPEG": jpeg[:size] + struct.pack(">HH", height, width) + jpeg[size + 4 :],
        "PNG": png(width, height, tiny),
        "WEBP": b"RIFF" + struct.pack("<I", len(webp)) + webp,
        "GIF": gif[:6] + struct.pack("<HH", width, height) + gif[10:],
    }


def passes(times: int) -> bytes:
    """A progressive JPEG of 40 megapixels whose last scan is repeated: each costs a pass over all of them."""
    whole = encoded(Image.new("L", (8000, 5000)), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * times + b"\xff\xd9"


# --- what people send -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_of_each_kind_is_made_anew_in_three_widths(kind: str) -> None:
    picture = make(encoded(scene(1600, 1200), kind))
    assert [*picture.versions] == [320, 640, 1280] == sizes_of(picture.width)
    assert (picture.width, picture.height) == (1280, 960)
    for width, data in picture.versions.items():
        assert opened(picture, width).format == "WEBP"
        assert opened(picture, width).size == (width, width * 3 // 4)
        assert len(data) <= WEIGHTS[width]


def test_a_photograph_of_twelve_megapixels_is_ready_within_two_seconds() -> None:
    data = encoded(scene(4032, 3024), quality=92)
    begun = time.monotonic()
    picture = make(data)
    assert time.monotonic() - begun < 2
    assert opened(picture).size == (1280, 960)


def test_a_small_picture_is_never_enlarged() -> None:
    assert [*make(encoded(corner((500, 300)))).versions] == [320, 500] == sizes_of(500)
    assert [*make(encoded(corner((1, 1)), "PNG")).versions] == [1]


@pytest.mark.parametrize("size", [(3024, 4032), (1080, 2400), (1, 65535), (65535, 1)])
def test_no_side_is_longer_than_the_largest_width(size: tuple[int, int]) -> None:
    made = opened(make(encoded(Image.new("RGB", size, "red"), "PNG")))
    assert max(made.size) == 1280
    assert near(made, (0, 0), RED)


def test_even_noise_weighs_no_more_than_a_page_can_carry() -> None:
    noise = Image.frombytes("L", (640, 640), random.Random(1).randbytes(640 * 640))
    for width, data in make(encoded(noise, "PNG")).versions.items():
        assert len(data) <= WEIGHTS[width]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_phone_held_in_any_way_gives_an_upright_picture(orientation: int) -> None:
    turns = Image.Transpose
    held = [turns.FLIP_LEFT_RIGHT, turns.ROTATE_180, turns.FLIP_TOP_BOTTOM, turns.TRANSPOSE, turns.ROTATE_90,
            turns.TRANSVERSE, turns.ROTATE_270]  # fmt: skip
    upright = corner((300, 200))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = opened(make(encoded(upright.transpose(held[orientation - 2]) if orientation > 1 else upright, exif=exif)))
    assert made.size == (300, 200)
    assert near(made, (20, 20), RED)
    assert all(near(made, point, WHITE) for point in [(280, 20), (20, 180), (280, 180)])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_where_when_and_with_what_it_was_taken_remains(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 35.0, 51.0), 3: "W", 4: (7.0, 36.0, 39.0), 29: "SECRETDAY"})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"comment": b"SECRETNOTE"} if kind == "JPEG" else {}
    data = encoded(
        scene(700, 500), kind, exif=exif, xmp=b"<x:xmpmeta>SECRETXMP</x:xmpmeta>", icc_profile=profile, **options
    )
    if kind == "PNG":
        data = data[:33] + chunk(b"tEXt", b"Author\0SECRETNAME") + data[33:]
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)[1] == "N"  # it was there
    picture = make(data)
    for width, version in picture.versions.items():
        assert not any(word in version for word in (b"SECRET", b"Exif", b"EXIF", b"XMP", b"xmp", b"ICCP", b"acsp"))
        assert version[12:16] == b"VP8 "  # the first chunk
        assert len(version) == 20 + -(-int.from_bytes(version[16:20], "little") // 2) * 2  # and the only one
        assert not opened(picture, width).getexif()


def test_colours_of_another_profile_are_shown_as_they_were_meant() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    made = opened(make(encoded(Image.new("RGB", (50, 50), "red"), "PNG", icc_profile=swapped)))
    assert near(made, (25, 25), GREEN)


def test_a_picture_for_the_press_keeps_its_colours() -> None:
    assert near(opened(make(encoded(corner().convert("CMYK")))), (5, 5), RED)


@pytest.mark.parametrize(("colours", "samples"), [(0, [40000]), (2, [65535, 0, 0])])
def test_sixteen_bits_a_colour_become_eight(colours: int, samples: list[int]) -> None:
    row = b"\0" + struct.pack(f">{len(samples)}H", *samples) * 8
    made = opened(make(png(8, 8, zlib.compress(row * 8), depth=16, colours=colours)))
    assert near(made, (4, 4), RED if colours else (156, 156, 156))


@pytest.mark.parametrize(
    ("mode", "kind"), [("P", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("RGBA", "WEBP"), ("RGBA", "GIF")]
)
def test_what_is_transparent_lies_on_white(mode: str, kind: str) -> None:
    image = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 30, 40))
    made = opened(make(encoded(image.quantize(4) if mode == "P" else image.convert(mode), kind)))
    assert made.mode == "RGB"
    assert near(made, (50, 20), WHITE)
    assert near(made, (10, 20), (0, 0, 0))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_shown(kind: str) -> None:
    data = encoded(Image.new("RGB", (60, 40), "red"), kind, save_all=True, append_images=[Image.new("RGB", (60, 40))])
    made = opened(make(data))
    assert near(made, (30, 20), RED)
    assert getattr(made, "n_frames", 1) == 1


def test_a_phone_that_adds_a_second_picture_behind_the_first_is_understood() -> None:
    data = encoded(corner((300, 200)), "MPO", save_all=True, append_images=[Image.new("RGB", (75, 50))])
    made = opened(make(data))
    assert made.size == (300, 200)
    assert near(made, (20, 20), RED)


def test_broken_metadata_are_no_reason_to_refuse_a_picture() -> None:
    data = encoded(corner(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff junk", icc_profile=b"no profile at all")
    assert near(opened(make(data)), (5, 5), RED)


# --- what is hostile --------------------------------------------------------------------------------------------------

ZEROS = zlib.compress(bytes(200_000_000), 9)

HOSTILE: dict[str, tuple[Callable[[], bytes], type[Exception] | None]] = {
    "fifty megabytes": (lambda: bytes(50_000_000), PictureTooLarge),
    **{f"a {kind} of 100 megapixels": (lambda kind=kind: claiming(10_000, 10_000)[kind], PictureTooManyPixels)
       for kind in FORMATS},
    **{f"a {kind} as large as can be said": (lambda kind=kind: claiming(65_535, 65_535)[kind], PictureTooManyPixels)
       for kind in FORMATS},
    "a PNG that says 40 megapixels and holds no rows": (lambda: claiming(8000, 5000)["PNG"], PictureDamaged),
    "a PNG of 40 megapixels of nothing": (lambda: png(8000, 5000, ZEROS), None),
    "a PNG that unpacks to more than it says": (lambda: png(100, 100, ZEROS), None),
    "a PNG with a text that unpacks to 200 MB": (
        lambda: png(1, 1, zlib.compress(b"\0\0"), before=chunk(b"zTXt", b"a\0\0" + ZEROS)), PictureDamaged),
    "a PNG with a profile that unpacks to 200 MB": (
        lambda: png(1, 1, zlib.compress(b"\0\0"), before=chunk(b"iCCP", b"a\0\0" + ZEROS)), PictureDamaged),
    "a GIF of comments": (
        lambda: b"GIF89a" + struct.pack("<HHBBB", 9, 9, 0, 0, 0) + b"!\xfe" + (b"\xff" + b"x" * 255) * 31_000 + b"\0",
        PictureDamaged),
    "a progressive JPEG of a thousand passes": (lambda: passes(1000), PictureDamaged),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', PictureNotAPicture),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", PictureNotAPicture),
    "HTML before a JPEG": (lambda: b"<script>alert(1)</script>" + encoded(corner()), PictureNotAPicture),
    "PDF": (lambda: b"%PDF-1.7\n", PictureNotAPicture),
    "EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", PictureNotAPicture),
    "TIFF": (lambda: encoded(corner(), "TIFF"), PictureNotAPicture),
    "BMP": (lambda: encoded(corner(), "BMP"), PictureNotAPicture),
    "nothing": (lambda: b"", PictureNotAPicture),
    "zeros": (lambda: bytes(1000), PictureNotAPicture),
    "AVIF": (lambda: encoded(corner(), "AVIF"), PictureIsHeic),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PictureIsHeic),
    "a GIF that is a script": (lambda: b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)", PictureDamaged),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_soon_and_by_name(name: str) -> None:
    file, refusal = HOSTILE[name]
    data = file()
    begun = time.monotonic()
    if refusal:
        with pytest.raises(refusal):
            make(data)
    else:
        assert make(data).versions
    assert time.monotonic() - begun < SOON


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("part", [0.02, 0.5, 0.9])
def test_a_truncated_picture_is_damaged(kind: str, part: float) -> None:
    whole = encoded(scene(400, 300), kind)
    with pytest.raises(PictureDamaged):
        make(whole[: int(len(whole) * part)])


def test_what_hides_in_and_behind_a_picture_is_gone() -> None:
    data = encoded(corner(), comment=b"<script>alert(1)</script>") + b"PK\x03\x04evil.zip<html>"
    for version in make(data).versions.values():
        assert not any(word in version for word in (b"script", b"PK\x03\x04", b"html"))


def test_the_web_reads_pictures_without_pillow_and_without_growing(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(png(8000, 5000, ZEROS))
    program = (
        "import resource, sys; from pathlib import Path; from domain.pictures import make\n"
        "data = Path(sys.argv[1]).read_bytes(); most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = most(); make(data); print(most() - before, 'PIL' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "picture"], capture_output=True, check=True, text=True,
        cwd=Path(pictures.__file__).parents[1],
    )  # fmt: skip
    grown, has_pillow = run.stdout.split()
    assert int(grown) < 4_000  # KiB
    assert has_pillow == "False"


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_the_same_picture_has_the_same_key_whatever_its_metadata_say() -> None:
    exif = Image.Exif()
    exif[0x010E] = "another"
    assert make(encoded(corner())).key == make(encoded(corner())).key == make(encoded(corner(), exif=exif)).key
    assert make(encoded(corner())).key != make(encoded(corner((62, 40)))).key


def test_a_stored_picture_is_found_and_a_removed_one_is_not(tmp_path: Path) -> None:
    folder, picture = tmp_path / "pictures", make(encoded(corner((500, 300))))
    store(picture, folder)
    store(picture, folder)
    assert sorted(path.name for path in folder.iterdir()) == [f"{picture.key}-320.webp", f"{picture.key}-500.webp"]
    for width, data in picture.versions.items():
        path = path_of(folder, picture.key, width)
        assert path is not None
        assert path.read_bytes() == data
        assert path.stat().st_mode & 0o777 == 0o600
    assert path_of(folder, picture.key, 640) is None
    remove(folder, picture.key)
    remove(folder, picture.key)
    assert [*folder.iterdir()] == []
    assert path_of(folder, picture.key, 320) is None


def test_a_picture_that_belongs_to_nothing_is_swept_away_after_a_day(tmp_path: Path) -> None:
    kept, fresh, unused, again = (make(encoded(corner((60 + n, 40)))) for n in range(4))
    for picture in (kept, fresh, unused, again):
        store(picture, tmp_path)
        for path in tmp_path.glob(f"{picture.key}-*"):
            os.utime(path, (0, 0) if picture is not fresh else None)
    store(again, tmp_path)  # somebody sends it once more just now
    assert sweep(tmp_path, lambda keys: keys & {kept.key}) == 1
    assert {path.name[:32] for path in tmp_path.iterdir()} == {kept.key, fresh.key, again.key}
    assert sweep(tmp_path / "nowhere", lambda keys: keys) == 0


def test_pictures_are_made_one_after_the_other_and_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_WAIT", 0.1)
    with pictures._turn, pytest.raises(PicturesBusy):
        make(encoded(corner()))
    assert make(encoded(corner())).width == 60
    with pytest.raises(PictureDamaged):
        make(encoded(corner())[:200])
    assert make(encoded(corner())).width == 60  # a refusal gives its turn back


@pytest.mark.parametrize("key", ["../secret", "", "*", "a" * 31 + "/", "A" * 32, "a" * 32 + "\n", "../" + "a" * 29])
def test_no_address_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "secret-320.webp").write_bytes(b"secret")
    (folder / f"{'a' * 32}-320.webp").write_bytes(b"kept")
    assert path_of(folder, key, 320) is None
    remove(folder, key)
    assert len([*tmp_path.rglob("*.webp")]) == 2


@pytest.mark.parametrize("width", [0, -320, 1281, 10**500])
def test_a_width_nobody_stored_is_no_file(tmp_path: Path, width: int) -> None:
    assert path_of(tmp_path, "a" * 32, width) is None


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = Picture("a" * 32, 320, 1, {320: "text is not bytes"})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        store(broken, tmp_path)
    assert [*tmp_path.iterdir()] == []
