"""The worker: a process of its own that does the duties by the clock and sends letters. Doing a duty twice does no
harm, and a letter is claimed before it is sent, so two workers are merely one too many."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flask import current_app

from blueprints.toolkit import letters
from domain import duties, pictures, posts, search
from domain.db import db

DUTIES_EVERY = 600  # seconds
LETTERS_EVERY = 60

log = logging.getLogger("awn.worker")


def run_worker() -> None:
    """Do what is due now, then duties every ten minutes and letters every minute, until told to stop."""
    app, stop = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    duties_due = time.monotonic()
    while not stop.is_set():
        with app.app_context():
            if time.monotonic() >= duties_due:
                do_all()
                duties_due = time.monotonic() + DUTIES_EVERY
            send_letters()
        stop.wait(LETTERS_EVERY)


def do_all() -> None:
    """Do every duty; one that fails is written in the log and tried again the next time."""
    _try(_duties, "duties done: %s")


def send_letters() -> None:
    """Make and send the letters that are due; likewise."""
    _try(letters.work, "letters: %s")


def _duties() -> dict[str, int]:
    done = duties.all_duties()
    search.tidy()
    return done | {"pictures removed": pictures.sweep(pictures_folder(), posts.keys_in_use)}


def pictures_folder() -> Path:
    """Where the pictures of news are stored."""
    return Path(current_app.config["AWN_INSTANCE"]) / "uploads" / "pictures"


def _try(work: Callable[[], dict[str, int]], said: str) -> None:
    try:
        done = {name: number for name, number in work().items() if number}
    except Exception:
        log.exception("a duty failed")
        db.session.rollback()
        return
    if done:
        log.warning(said, done)
