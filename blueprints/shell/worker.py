"""The worker: a process of its own that does the duties by the clock. Its queue is huey's, in the instance folder or
in Redis; doing a duty twice does no harm, so two workers are merely one too many."""

import logging
from pathlib import Path

from flask import current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

from domain import duties
from domain.db import db

log = logging.getLogger("awn.worker")


def make_queue() -> Huey:
    """The queue of this installation."""
    redis_url = current_app.config["RATELIMIT_STORAGE_URI"]
    if redis_url.startswith("redis"):
        return RedisHuey("awn", url=redis_url)
    return SqliteHuey("awn", filename=str(Path(current_app.instance_path) / "queue.db"))


def run_worker() -> None:
    """Do what is due now, then again every ten minutes, until the process is told to stop."""
    app, queue = current_app._get_current_object(), make_queue()  # type: ignore[attr-defined]

    def do() -> None:
        with app.app_context():
            done = {name: number for name, number in duties.all_duties().items() if number}
            db.session.remove()
            if done:
                log.warning("duties done: %s", done)

    queue.periodic_task(crontab(minute="*/10"), name="duties")(do)
    do()
    queue.create_consumer(workers=1, periodic=True, check_worker_health=False).run()
