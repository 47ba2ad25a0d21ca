"""What the doctor finds, and that nothing is left to say of a site that is set up well."""

from pathlib import Path

import pytest

from app import create_app
from domain import people
from domain.db import db
from tests import factories
from tests.blueprints.shell.conftest import on_sqlite, shell_of

WELL = {
    "AWN_HTTPS": "1", "AWN_PROXIES": "1", "AWN_HOSTS": "awn.example.org", "WEB_CONCURRENCY": "1",
    "HOST": "127.0.0.1", "SECRET_KEY": "",
}  # fmt: skip

LETTERS = {
    "AWN_URL": "https://awn.example.org", "AWN_MAIL": "smtp://awn:secret@mail.awn.example:587",
    "AWN_MAIL_FROM": "Awn <awn@awn.example.org>", "AWN_SMS": "https://awn:secret@sms.awn.example/send",
}  # fmt: skip


@pytest.fixture
def examine(options, monkeypatch):
    """The doctor's findings with these settings over good ones; empty when nothing is wrong."""

    def run(demonstration: int = 0, coordinators: int = 1, **settings: str) -> str:
        for name, value in (WELL | settings).items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("REDIS_URL", raising=False)
        limits = settings.get("AWN_RATE_LIMITS") != "0"
        app = create_app(**(options | {"RATELIMIT_ENABLED": limits}))
        with app.app_context():
            for _ in range(demonstration):
                factories.person()
            for _ in range(coordinators):
                people.grant(factories.person(email=None).id, "coordinator")
            db.session.commit()
            result = shell_of(app)("doctor")
            db.session.remove()
            db.engine.dispose()
        assert (result.exit_code == 0) == (result.output == "Everything is in order.\n"), result.output
        return "" if result.exit_code == 0 else result.output

    return run


@pytest.fixture(autouse=True)
def private(template):
    """The template's database as the application makes it."""
    assert not template.stat().st_mode & 0o077


def test_of_a_site_set_up_well_there_is_nothing_to_say(examine):
    assert examine() == examine(**LETTERS) == ""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"AWN_RATE_LIMITS": "0"}, "AWN_RATE_LIMITS=0"),
        ({"AWN_HTTPS": "0"}, "AWN_HTTPS is not 1"),
        ({"AWN_PROXIES": "0"}, "AWN_HTTPS=1 with AWN_PROXIES=0"),
        ({"HOST": "0.0.0.0", "AWN_PROXIES": "0"}, "HOST lets other machines in"),
        ({"HOST": "::", "AWN_PROXIES": "0"}, "HOST lets other machines in"),
        ({"AWN_HOSTS": ""}, "AWN_HOSTS is empty"),
        ({"WEB_CONCURRENCY": "2"}, "REDIS_URL is empty"),
        ({"AWN_LAUNCH": "soon"}, "AWN_LAUNCH is none of"),
        ({"AWN_URL": "awn.example.org"}, "AWN_URL is no address"),
        ({"AWN_URL": "http://awn.example.org"}, "AWN_URL begins with http://"),
        (LETTERS | {"AWN_MAIL": "mail.awn.example"}, "AWN_MAIL is no smtp://"),
        (LETTERS | {"AWN_MAIL_FROM": "Awn"}, "AWN_MAIL_FROM is no e-mail address"),
        (LETTERS | {"AWN_MAIL_FROM": ""}, "AWN_MAIL_FROM is no e-mail address"),
        (LETTERS | {"AWN_URL": ""}, "AWN_URL is not: links in letters"),
        ({"AWN_SMS": "gateway"}, "AWN_SMS is no http://"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY repeats"),
        ({"SECRET_KEY": "changeme" * 8}, "SECRET_KEY repeats"),
    ],
)
def test_each_setting_that_is_wrong_is_found(examine, settings, said):
    assert said in examine(**settings)


@pytest.mark.parametrize("secret", ["0123456789abcdef0f1e2d3c4b5a6978", "N" + "kZ3vQ8-_xWm1pR7tY" * 3])
def test_a_random_secret_is_none_of_its_business(examine, secret):
    assert examine(SECRET_KEY=secret) == ""


def test_demonstration_accounts_are_found(examine):
    assert "fresh instance" in examine(demonstration=1)


def test_a_site_without_coordinators_is_found(examine):
    assert "`grant-role LOGIN coordinator`" in examine(coordinators=0)


@on_sqlite
@pytest.mark.parametrize("name", [".", "awn.db", "secret-key"])
def test_what_others_could_open_is_found_and_its_remedy_works(examine, options, name):
    path = Path(options["AWN_INSTANCE"]) / name
    path.chmod(0o755 if path.is_dir() else 0o644)
    said = examine()
    assert f"{path} can be opened by others" in said
    path.chmod(path.stat().st_mode & 0o700)
    assert examine() == ""


def test_a_database_that_was_never_prepared_is_found(bare):
    result = shell_of(bare)("doctor")
    assert result.exit_code == 1
    assert "run `prepare`" in result.output


@on_sqlite
def test_a_database_that_is_none_is_said(bare):
    (Path(bare.instance_path) / "awn.db").write_bytes(b"junk" * 1000)
    assert "does not answer" in shell_of(bare)("doctor").output
