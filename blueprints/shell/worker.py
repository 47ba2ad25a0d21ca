"""The worker: a process of its own that does the duties by the clock, sends letters, and does what readers wait for.
Doing a duty twice does no harm, and a letter or a job is claimed before it is done, so two workers are merely one too
many."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from blueprints.toolkit import letters, poster_cards
from blueprints.toolkit.uploads import pictures_folder, posters_folder
from domain import duties, jobs, pictures, posters, posts, search
from domain.db import db

DUTIES_EVERY = 600  # seconds
LETTERS_EVERY = 60
JOBS_EVERY = 0.5
JOBS_IN_A_ROW = 5  # of one kind, before those that are more urgent are looked for again

# What each kind of job does with its facts; the first are more urgent. Doing one twice has to do no harm.
WORK: dict[str, Callable[[dict[str, Any]], None]] = {
    posters.JOB: lambda facts: posters.make(posters_folder(), facts),
    posters.CARD_JOB: lambda facts: posters.make(posters_folder(), facts),
}

log = logging.getLogger("awn.worker")


def run_worker() -> None:
    """Do what is due now, then duties every ten minutes and letters every minute, until told to stop. What readers wait
    for has a thread of its own, so that no slow letter is in its way."""
    app, stop = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    waited_for = threading.Thread(target=_keep_doing_jobs, args=(app, stop))
    waited_for.start()
    duties_due = time.monotonic()
    while not stop.is_set():
        with app.app_context():
            if time.monotonic() >= duties_due:
                do_all()
                duties_due = time.monotonic() + DUTIES_EVERY
            send_letters()
        stop.wait(LETTERS_EVERY)
    waited_for.join()


def _keep_doing_jobs(app: Flask, stop: threading.Event) -> None:
    while not stop.is_set():
        with app.app_context():
            try:
                do_jobs(stop)
            except Exception:  # the database is away, for one
                log.exception("no job could be looked for")
        stop.wait(JOBS_EVERY)


def do_jobs(stop: threading.Event | None = None) -> int:
    """Do the jobs that are due until none is; how many. One that fails is tried again later (`jobs.WAITS`)."""
    done = 0
    while stop is None or not stop.is_set():
        found = next((ids for kind in WORK if (ids := jobs.due([kind], JOBS_IN_A_ROW))), [])
        claimed = [do_job(job_id) for job_id in found]
        done += sum(claimed)
        if not any(claimed):  # nothing to do, or others do it
            return done
    return done


def do_job(job_id: int) -> bool:
    """Do a job, unless another worker has it; whether it was ours to do."""
    job = jobs.claim(job_id)
    if job is None:
        return False
    try:
        WORK[job.kind](job.facts)
    except Exception as broken:
        db.session.rollback()
        log.warning("job %s (%s) failed: %r %s", job_id, job.kind, broken, getattr(broken, "context", ""))
        jobs.mark_not_done(job)
    else:
        jobs.mark_done(job)
    return True


def do_all() -> None:
    """Do every duty; one that fails is written in the log and tried again the next time."""
    _try(_duties, "duties done: %s")


def send_letters() -> None:
    """Make and send the letters that are due; likewise."""
    _try(letters.work, "letters: %s")


def _duties() -> dict[str, int]:
    done = duties.all_duties()
    search.tidy()
    done |= {"pictures removed": pictures.sweep(pictures_folder(), posts.keys_in_use)}
    done |= {"posters removed": posters.sweep(posters_folder()), "jobs forgotten": jobs.forget()}
    return done | poster_cards.work()


def _try(work: Callable[[], dict[str, int]], said: str) -> None:
    try:
        done = {name: number for name, number in work().items() if number}
    except Exception:
        log.exception("a duty failed")
        db.session.rollback()
        return
    if done:
        log.warning(said, done)
