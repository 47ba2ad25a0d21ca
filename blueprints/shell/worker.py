"""The worker: a process of its own that does the duties by the clock. Doing a duty twice does no harm, so two workers
are merely one too many."""

import logging
import signal
import threading

from flask import current_app

from domain import duties, search
from domain.db import db

EVERY = 600  # seconds

log = logging.getLogger("awn.worker")


def run_worker() -> None:
    """Do what is due now, then again every ten minutes, until the process is told to stop."""
    app, stop = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        with app.app_context():
            do_all()
        stop.wait(EVERY)


def do_all() -> None:
    """Do every duty; one that fails is written in the log and tried again the next time."""
    try:
        done = {name: number for name, number in duties.all_duties().items() if number}
        search.tidy()
    except Exception:
        log.exception("a duty failed")
        db.session.rollback()
        return
    if done:
        log.warning("duties done: %s", done)
