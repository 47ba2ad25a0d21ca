"""The Nu HTML checker over every page, in both directions, as a visitor and signed in."""

import json
import subprocess

import pytest

from tests.browser.test_quality import EVERY, world  # noqa: F401  # the same pages
from tests.client import Client
from tests.conftest import signed_in
from tests.tools.provide_vnu import find


@pytest.mark.skipif(find() is None, reason="the Nu HTML checker is not installed and could not be")
def test_the_html_checker_finds_no_error(app, cast, world, tmp_path):  # noqa: F811
    for lang in ("ar", "fr"):
        for number, (who, path) in enumerate(EVERY):
            browser = signed_in(app, cast[who].id) if who else Client(app.test_client())
            address = path.format(**world)
            page = browser.get(f"{address}{'&' if '?' in address else '?'}lang={lang}")
            (tmp_path / f"{lang}-{number}.html").write_text(page.body)
    command = ["java", "-jar", str(find()), "--format", "json", "--errors-only", "--skip-non-html", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(answer.stderr)["messages"]
    names = {f"{lang}-{number}.html": EVERY[number] for lang in ("ar", "fr") for number in range(len(EVERY))}
    assert not found, [(names[one["url"].rsplit("/")[-1]], one["message"], one.get("extract")) for one in found][:10]
