"""What every template and stylesheet keeps to, read from the files themselves."""

import re
from pathlib import Path

import pytest
import tinycss2

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))

PHYSICAL = re.compile(
    r"^(margin|padding|border|inset)-(left|right|top-left)|^(left|right)$|^border-(left|right)-|"
    r"^border-(top|bottom)-(left|right)-radius$"
)


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_a_template_trusts_no_markup_and_holds_no_script_or_style(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\|\s*safe\b", source), "|safe"
    assert "autoescape false" not in source
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "inline script"
    assert not re.search(r"<style|\sstyle=", source), "inline style"
    assert not re.search(r"\son\w+=|hx-on", source), "an event handler"
    assert not re.search(r"(?<!data-)\bhx-(get|post|target|swap)=", source), "htmx is spelled data-hx-…"


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_whatever_htmx_asks_for_names_its_target_and_its_swap(path: Path) -> None:
    for tag in re.findall(r"<[^<>]*data-hx-(?:get|post)=[^<>]*>", path.read_text().replace("->", "")):
        assert "data-hx-target=" in tag, tag
        assert "data-hx-swap=" in tag, tag


def declarations(rules: list, found: list) -> list:  # type: ignore[type-arg]
    """Every declaration of a sheet, inside nested rules too."""
    for rule in rules:
        if rule.type == "declaration":
            found.append(rule)
        elif getattr(rule, "content", None):
            declarations(tinycss2.parse_blocks_contents(rule.content), found)
    return found


@pytest.mark.parametrize("path", SHEETS, ids=ids(SHEETS))
def test_a_stylesheet_knows_no_left_and_right(path: Path) -> None:
    sheet = tinycss2.parse_stylesheet(path.read_text(), skip_comments=True, skip_whitespace=True)
    for declaration in declarations(sheet, []):
        assert not PHYSICAL.match(declaration.name), f"line {declaration.source_line}: {declaration.name}"
        value = tinycss2.serialize(declaration.value)
        if declaration.name in ("text-align", "float", "clear"):
            assert not re.search(r"\b(left|right)\b", value), f"line {declaration.source_line}: {value}"
