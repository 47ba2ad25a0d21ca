"""What is misconfigured, in words: each finding is a sentence or two that say what to do."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import DatabaseError

from blueprints.shell import revisions
from domain import audits, joining, mail, people, sms
from domain.db import db, is_sqlite
from domain.mail import MailSettingWrong
from domain.sms import SmsSettingWrong

LOOPBACK = ("127.", "localhost", "::1", "[::1]")
SECRET_LEAST = 32  # characters
DISTINCT_LEAST = 10  # of them; a random key of 32 hexadecimal digits has about 14
FREE_LEAST = 500 * 1024 * 1024  # bytes


def findings() -> Iterator[str]:
    yield from _of_the_site()
    yield from _of_letters()
    yield from _of_the_secret()
    yield from _of_the_files()
    yield from _of_the_database()


def _of_the_site() -> Iterator[str]:
    config = current_app.config
    if not config["RATELIMIT_ENABLED"]:
        yield "AWN_RATE_LIMITS=0: passwords can be guessed without limit. Use it for load tests only."
    if not config["SESSION_COOKIE_SECURE"]:
        yield "AWN_HTTPS is not 1: cookies travel without HTTPS. Set it once nginx serves HTTPS in front."
    elif not config["AWN_PROXIES"]:
        yield "AWN_HTTPS=1 with AWN_PROXIES=0: all readers share nginx's address and its limits. Set AWN_PROXIES=1."
    if not os.environ.get("HOST", "127.0.0.1").startswith(LOOPBACK) and not config["AWN_PROXIES"]:
        yield "HOST lets other machines in without a proxy: put nginx in front, set AWN_PROXIES=1 and leave HOST out."
    if config["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]:
        yield "AWN_HOSTS is empty: only this machine is answered. Name the host of the site."
    if config["RATELIMIT_STORAGE_URI"] == "memory://" and int(os.environ.get("WEB_CONCURRENCY", "2")) > 1:
        yield "REDIS_URL is empty: each worker counts attempts for itself, so limits are looser than written."


def _of_letters() -> Iterator[str]:
    config = current_app.config
    url = config["AWN_URL"]
    if config["AWN_LAUNCH"] not in joining.LAUNCHES:
        yield "AWN_LAUNCH is none of closed, invited and public."
    if url and not url.startswith(("https://", "http://")):
        yield "AWN_URL is no address: write it whole, such as https://awn.example.org."
    elif url.startswith("http://") and config["SESSION_COOKIE_SECURE"]:
        yield "AWN_URL begins with http:// although AWN_HTTPS is 1: links in letters would leave HTTPS."
    if config["AWN_MAIL"]:
        yield from _of_mail(config["AWN_MAIL"], config["AWN_MAIL_FROM"], url)
    try:
        sms.gateway(config["AWN_SMS"])
    except SmsSettingWrong:
        yield "AWN_SMS is no http:// or https:// address: no short message goes out."


def _of_mail(server: str, sender: str, url: str) -> Iterator[str]:
    try:
        mail.Server.parse(server)
    except MailSettingWrong:
        yield "AWN_MAIL is no smtp:// or smtps:// address: no letter goes out."
    try:
        mail.parse_sender(sender)
    except MailSettingWrong:
        yield "AWN_MAIL_FROM is no e-mail address: no letter goes out. Write it such as Awn <awn@example.org>."
    if not url:
        yield "AWN_MAIL is set and AWN_URL is not: links in letters would lead nowhere, so none goes out."


def _of_the_secret() -> Iterator[str]:
    secret = current_app.config["SECRET_KEY"]
    if len(secret) < SECRET_LEAST:
        yield f"SECRET_KEY is shorter than {SECRET_LEAST} characters."
    elif len(set(secret)) < DISTINCT_LEAST:
        yield "SECRET_KEY repeats a few characters, so it can be guessed. Leave it out and one is made."


def _of_the_files() -> Iterator[str]:
    instance = Path(current_app.config["AWN_INSTANCE"])
    if shutil.disk_usage(instance).free < FREE_LEAST:
        yield "Less than 500 MB are free where the instance folder is."
    private = [instance, instance / "secret-key"]
    if is_sqlite():
        database = str(db.engine.url.database)
        private += [Path(database), Path(f"{database}-wal"), Path(f"{database}-shm")]
    for path in private:
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"{path} can be opened by others on this machine: `chmod go= {path}`."


def _of_the_database() -> Iterator[str]:
    try:
        revision = revisions.present()
    except DatabaseError:
        yield "The database does not answer. Check DATABASE_URL and whether it runs."
        return
    if revision != revisions.known()[0]:
        yield "The database is not prepared for this release: run `prepare`."
    else:
        yield from _of_the_rows()
    if revision and db.session.query(people.Person.id).filter(people.Person.email.like("%@awn.example")).first():
        yield (
            "The demonstration accounts are in the database; their password is public. "
            "Prepare a fresh instance with AWN_DEMO=0: the setting does not remove them."
        )


def _of_the_rows() -> Iterator[str]:
    if gaps := audits.audit():
        yield f"The stock ledger does not close in {len(gaps)} places, first: {gaps[0]}. Tell the developers."
    if not people.anyone_is("coordinator"):
        yield "Nobody is a coordinator, so nobody hears of what waits: `grant-role LOGIN coordinator`."
