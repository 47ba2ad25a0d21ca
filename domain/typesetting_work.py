"""The child process's side of `domain.typesetting`: a program from standard input to standard output.

The only file that imports typst, so nothing of the web imports it.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["RAYON_NUM_THREADS"] = "1"  # read when typst is loaded: a thread costs address space, which is limited

import typst  # noqa: E402
from PIL import Image  # noqa: E402

HERE = Path(__file__).parent
_FONTS = HERE / "data" / "type"
_POINTS = 72  # in an inch: at this density one point is one pixel
_COLOURS = (256, 128, 64, 32, 16)


def work(data: bytes) -> bytes:
    """`made` or `refused` on a line, then the file or the reason."""
    order = json.loads(data)
    try:
        compiler = typst.Compiler(
            str(HERE / "typeset" / f"{order['template']}.typ"),
            root=str(HERE / "typeset"),
            # typst's own Latin faces stand in for a letter that Vazirmatn lacks.
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)]),
            sys_inputs={"facts": json.dumps(order["facts"])},
        )
        return b"made\n" + (_picture(compiler, order["width"], order["most"]) if "width" in order else _pages(compiler))
    except (typst.TypstError, RuntimeError, OSError) as error:
        return f"refused\n{error}".encode()


def _pages(compiler: Any) -> bytes:
    try:
        return bytes(compiler.compile(format="pdf", pdf_standards="ua-1"))
    except typst.TypstError:
        # A letter that no face can draw breaks the standard, not the page.
        return bytes(compiler.compile(format="pdf"))


def _picture(compiler: Any, width: int, most: int | None) -> bytes:
    # What is laid out is remembered, so the second time costs only the drawing.
    drawn = Image.open(io.BytesIO(_first(compiler.compile(format="png", ppi=_POINTS))))
    if drawn.width != width:
        drawn = Image.open(io.BytesIO(_first(compiler.compile(format="png", ppi=_POINTS * width / drawn.width))))
    flat, data = drawn.convert("RGB"), b""
    for colours in _COLOURS:
        file = io.BytesIO()
        flat.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG")
        data = file.getvalue()
        if most is None or len(data) <= most:
            break
    return data


def _first(pages: bytes | list[bytes]) -> bytes:
    return pages[0] if isinstance(pages, list) else pages


if __name__ == "__main__":
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
