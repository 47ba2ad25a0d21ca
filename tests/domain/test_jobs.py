"""Jobs: asked for once, done once, tried again when they fail, left alone in the end; safe with two workers."""

import threading
from datetime import timedelta

import pytest

from domain import clock, jobs
from domain.db import db
from domain.jobs import ATTEMPTS_MOST, WAITS, Job


@pytest.fixture
def now(monkeypatch):
    """The present moment, which a test may put forward."""
    moment = {"now": clock.now()}
    monkeypatch.setattr(clock, "now", lambda: moment["now"])

    def later(by: timedelta) -> None:
        moment["now"] += by

    return later


def ask(key: str = "a", kind: str = "try") -> int:
    jobs.queue(kind, key, {"said": key})
    db.session.commit()
    return db.session.query(Job.id).order_by(Job.id.desc()).first()[0]


def test_a_job_that_waits_is_asked_for_once_and_one_that_was_done_may_be_again(app):
    job_id = ask()
    assert not jobs.queue("try", "a", {})
    assert jobs.waiting(["a", "b"]) == {"a"}
    jobs.mark_done(jobs.claim(job_id))
    assert jobs.queue("try", "a", {})
    assert jobs.queue("try", "b", {})


def test_a_job_is_taken_by_one(app):
    job_id = ask()
    assert jobs.due(["try"]) == [job_id]
    assert jobs.due(["other"]) == []
    job = jobs.claim(job_id)
    assert job.facts == {"said": "a"}
    assert jobs.claim(job_id) is None, "somebody is doing it"
    assert jobs.due(["try"]) == []


def test_of_four_workers_at_the_same_moment_one_takes_a_job(app):
    job_id = ask()
    db.session.remove()
    taken, gate = [], threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            gate.wait()
            taken.append(jobs.claim(job_id) is not None)
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False, False, False, True]


def test_a_job_that_fails_is_tried_again_after_growing_waits_and_five_times_at_most(app, now):
    job_id = ask()
    for attempt in range(ATTEMPTS_MOST):
        job = jobs.claim(job_id)
        assert job.attempts == attempt + 1
        jobs.mark_not_done(job)
        assert jobs.claim(job_id) is None, "not at once"
        now(WAITS[min(attempt, len(WAITS) - 1)] + timedelta(seconds=1))
    assert ATTEMPTS_MOST == 5
    assert db.session.get(Job, job_id).status == "failed"
    assert jobs.due(["try"]) == []


def test_a_job_whose_worker_died_in_the_midst_of_it_is_done_by_another(app, now):
    job_id = ask()
    assert jobs.claim(job_id)
    now(WAITS[0] + timedelta(seconds=1))
    assert jobs.due(["try"]) == [job_id]
    assert jobs.claim(job_id).attempts == 2


def test_a_job_that_kills_every_worker_is_left_alone(app, now):
    job_id = ask()
    for _ in range(ATTEMPTS_MOST):
        assert jobs.claim(job_id)
        now(max(WAITS) + timedelta(seconds=1))
    assert jobs.claim(job_id) is None
    assert db.session.get(Job, job_id, populate_existing=True).status == "failed"


def test_what_ended_a_week_ago_is_forgotten(app, now):
    done, waits = ask("done"), ask("waits")
    jobs.mark_done(jobs.claim(done))
    assert db.session.get(Job, done).facts == {}
    assert jobs.forget() == 0
    now(timedelta(days=8))
    assert jobs.forget() == 1
    assert db.session.query(Job.id).all() == [(waits,)]
