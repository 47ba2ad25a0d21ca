"""Forms of the desk's pages as a browser would send them."""

from typing import Any

from tests.client import Page


def filled(page: Page, selector: str = "main form.form", **changes: Any) -> dict[str, Any]:
    """What the first form that matches would send, lists to choose from included, with these changes."""
    form = page.soup.select(selector)[0]
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") not in ("checkbox", "radio", "file") or field.has_attr("checked"):
            data[field["name"]] = field.get("value", "on" if field.get("type") == "checkbox" else "")
    for field in form.select("select[name]"):
        chosen = field.select("option[selected]") or field.select("option")
        data[field["name"]] = chosen[0]["value"]
    data.pop("csrf_token", None)
    return data | changes


def titles(page: Page) -> list[str]:
    """What the rows of the list are called, in order."""
    return [heading.get_text(strip=True) for heading in page.soup.select(".entries > li h2")]


def said(page: Page) -> str:
    """What the page or the fragment tells the reader at its head."""
    return " ".join(found.get_text(" ", strip=True) for found in page.soup.select(".notice, .late, .done, .error"))
