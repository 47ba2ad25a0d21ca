"""Bytes of a text file into text, as offices save it: UTF-8 and UTF-16 with or without a mark, and the code pages of
Arabic and French Windows, Macintosh and DOS."""

import re

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE = ("utf-16-le", "utf-16-be")
# The first of equals is taken: «é» is the same byte in the first two.
_NARROW = ("utf-8", "cp1256", "cp1252", "mac_roman", "cp850", "cp720", "iso8859_6")
_SAMPLE = 20_000  # bytes looked at; enough for hundreds of words

_ARABIC = "\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc"
_FRENCH_SMALL, _FRENCH_LARGE = "àâçéèêëîïôùûüœ", "ÀÂÇÉÈÊËÎÏÔÙÛÜŒ"
_EXPECTED = re.compile(f"[{_ARABIC}{_FRENCH_SMALL}{_FRENCH_LARGE}\u0660-\u0669\u06f0-\u06f9،؛؟°]")
_KNOWN = f"\t\r\n\x20-\x7e{_ARABIC}{_FRENCH_SMALL}{_FRENCH_LARGE}"
_STRANGE = re.compile(
    f"[^{_KNOWN}\u0640\u064b-\u0652\u0654\u0660-\u0669\u06c0\u06d5\u06f0-\u06f9،؛؟٪٫٬°’‘“”«»–—…•€\u00a0\u200c-\u200f]"
)
# Two scripts in one word, or a capital after a small letter: the signs of a wrong table.
_BROKEN = re.compile(
    f"[{_ARABIC}][a-zA-Z{_FRENCH_SMALL}{_FRENCH_LARGE}]|[a-zA-Z{_FRENCH_SMALL}{_FRENCH_LARGE}][{_ARABIC}]"
    f"|[a-z{_FRENCH_SMALL}][{_FRENCH_LARGE}]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
_BINARY_SHARE = 0.05


def decode(data: bytes) -> str:
    """The text that `data` most likely is, without mark and NULs. Never raises; see `is_binary`."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], codec)
    data = data.removeprefix(_UTF8_MARK)
    if b"\0" not in data:
        try:
            return data.decode()
        except UnicodeDecodeError:
            return _read(data, _best(_telling(data), _NARROW))
    return _read(data, _best(data[: _SAMPLE - _SAMPLE % 2], (*_NARROW, *_WIDE)))


def is_binary(text: str) -> bool:
    """Whether what was decoded is no text at all: too many control characters or none that could be read."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) > _BINARY_SHARE * len(sample)


def _read(data: bytes, codec: str) -> str:
    return data.decode(codec, "replace").replace("\0", "").removeprefix("\ufeff")


def _telling(data: bytes) -> bytes:
    """The lines that have more than ASCII, each once: only they tell one code page from another."""
    lines = dict.fromkeys(line for line in re.split(b"[\r\n]+", data) if not line.isascii())
    return b"\n".join(lines)[:_SAMPLE]


def _best(sample: bytes, codecs: tuple[str, ...]) -> str:
    return max(codecs, key=lambda codec: _plausibility(sample.decode(codec, "replace")))


def _plausibility(text: str) -> int:
    """How much the text looks like Arabic, Persian or French; a wrong guess shows in nearly every word."""
    return len(_EXPECTED.findall(text)) - 3 * len(_STRANGE.findall(text)) - 4 * len(_BROKEN.findall(text))
