"""The child process's side of `domain.pictures`: a program from standard input to standard output.

The only file that imports Pillow, so nothing of the web imports it.
"""

import io
import json
import re
import sys
import warnings
from contextlib import suppress

from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from domain.errors import RuleBroken
from domain.pictures import (
    PIXELS_MOST,
    SIDE_MOST,
    WEIGHTS,
    PictureDamaged,
    PictureNotAPicture,
    PictureTooManyPixels,
    sizes_of,
)

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_BEGINNING = re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP", re.DOTALL)
_QUALITIES = (80, 65, 50, 35, 20)
_BAND = 256  # rows of the upload converted at a time, so that no second copy of it is ever in memory

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # what the EXIF orientation asks for

# Pillow warns above this and refuses above its double, from the header, before it allocates anything.
Image.MAX_IMAGE_PIXELS = PIXELS_MOST // 2
warnings.simplefilter("ignore")


def work(data: bytes) -> bytes:
    """A line of JSON, then the WebP versions one after the other.

    The line is `{"width", "height", "lengths"}`: pixels of the largest version, bytes of each in the order of
    `sizes_of(width)`; or `{"refused"}`: the name of the broken rule.
    """
    try:
        image = _read(data)
    except RuleBroken as refusal:
        return _line(refused=type(refusal).__name__)
    except (MemoryError, Image.DecompressionBombError):
        return _line(refused=PictureTooManyPixels.__name__)
    except Exception:  # decoders raise whatever a broken file makes them stumble over
        return _line(refused=PictureDamaged.__name__)
    versions = [_version(image, width) for width in sizes_of(image.width)]
    return _line(width=image.width, height=image.height, lengths=[*map(len, versions)]) + b"".join(versions)


def _line(**found: object) -> bytes:
    return json.dumps(found).encode() + b"\n"


def _read(data: bytes) -> Image.Image:
    """The picture upright, in sRGB, on white, at most SIDE_MOST a side: a new image, of pixels and nothing else."""
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise PictureDamaged if _BEGINNING.match(data) else PictureNotAPicture from error
    target = _fitted(image.size)
    image.draft(None, target)  # a JPEG is decoded at a half, a quarter or an eighth: less time, less memory
    image.load()
    orientation = None
    with suppress(Exception):  # a broken EXIF block is no reason to refuse the pixels
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    small = _flattened(image, target).resize(target, Image.Resampling.LANCZOS)
    coloured = _to_srgb(small, image.info.get("icc_profile"))
    upright = coloured.transpose(_TURNS[orientation]) if orientation in _TURNS else coloured
    return Image.frombytes("RGB", upright.size, upright.tobytes())


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The same proportions with no side over SIDE_MOST nor under 1; never larger than `size`."""
    scale = min(1.0, SIDE_MOST / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _flattened(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """`image` in L, RGB or CMYK, without transparency, a whole number of times smaller but not below `target`."""
    factor = max(1, min(image.width // target[0], image.height // target[1]))
    rows = factor * -(-_BAND // factor)
    small = None
    for top in range(0, image.height, rows):
        band = _on_white(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        small = small or Image.new(band.mode, (band.width, -(-image.height // factor)))
        small.paste(band, (0, top // factor))
    if small is None:
        raise PictureDamaged
    return small


def _on_white(band: Image.Image) -> Image.Image:
    if band.has_transparency_data:
        coloured = band.convert("RGBA")
        white = Image.new("RGB", band.size, "white")
        white.paste(coloured, mask=coloured)
        return white
    if band.mode in ("I", "I;16"):  # 16 bits of grey; converting alone would cut at 255
        return band.point(lambda value: value / 256).convert("L")
    if band.mode == "1":
        return band.convert("L")
    return band if band.mode in ("L", "RGB", "CMYK") else band.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    # A profile that is broken, or of other channels than the picture, is left aside.
    with suppress(ImageCms.PyCMSError, OSError):
        if profile:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted:
                return converted
    return image.convert("RGB")


def _version(image: Image.Image, width: int) -> bytes:
    """`image` at `width` as WebP within the weight for that width: at less quality, then with less detail."""
    height = max(1, round(image.height * width / image.width))
    sized = image.resize((width, height), Image.Resampling.LANCZOS)
    most = next(weight for size, weight in WEIGHTS.items() if width <= size)
    detail = sized
    while (data := _best_within(most, detail)) is None:
        # Noise, mostly: half as many pixels, enlarged again, until it fits (one colour always does).
        sized = sized.reduce(2)
        detail = sized.resize((width, height), Image.Resampling.BICUBIC)
    return data


def _best_within(most: int, image: Image.Image) -> bytes | None:
    """`image` as WebP at the best quality that fits, if one does; found by halving, for encoding is what takes time."""
    best, low, high = None, 0, len(_QUALITIES)
    while low < high:
        middle = (low + high) // 2
        data = _encoded(image, _QUALITIES[middle])
        if len(data) <= most:
            best, high = data, middle
        else:
            low = middle + 1
    return best


def _encoded(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return file.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
