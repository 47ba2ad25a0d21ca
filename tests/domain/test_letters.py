"""What goes out by letter: to whom, when, at most how often, and never to somebody who does not want it."""

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import clock, letters, notices, people
from domain.db import db
from domain.letters import ATTEMPTS_MOST, EACH_MOST, WAITS, Letter
from domain.notices import Notice
from tests import factories

ZONE = ZoneInfo("Africa/Casablanca")
YESTERDAY = timedelta(hours=25)  # so long ago that a morning has come since, and not two


def tell(person: people.Person, ago: timedelta = YESTERDAY, kind: str = "team_left", **facts: object) -> Notice:
    notice = Notice(person_id=person.id, kind=kind, facts=facts or {"name": "x"}, created_at=clock.now() - ago)
    db.session.add(notice)
    db.session.commit()
    return notice


def prepare(*, mail: bool = True) -> list[tuple[str, int, int]]:
    """Channel, person and number of notices of the letters that are made now."""
    before = set(db.session.scalars(db.select(Letter.id)))
    letters.prepare(ZONE, mail=mail)
    made = db.session.scalars(db.select(Letter).order_by(Letter.id))
    return [(one.channel, one.person_id, len(letters.notices_in(one))) for one in made if one.id not in before]


def claimed(letter_id: int) -> Letter:
    found = letters.claim(letter_id)
    assert found is not None
    return found


@pytest.fixture
def person(app):
    return factories.person()


@pytest.fixture
def letter(person):
    tell(person)
    letters.prepare(ZONE, mail=True)
    return db.session.scalars(db.select(Letter)).one()


# --- when -------------------------------------------------------------------------------------------------------------


def test_a_digest_gathers_what_came_before_the_morning_once(person):
    tell(person)
    tell(person, timedelta(hours=26))
    assert prepare() == [("mail", person.id, 2)]
    assert prepare() == []


def test_what_came_after_the_morning_waits_for_the_next_one(person, monkeypatch):
    local = datetime(2026, 11, 3, 8, 0, 30, tzinfo=ZONE)
    monkeypatch.setattr(clock, "now", lambda: local.astimezone(ZoneInfo("UTC")))
    tell(person, timedelta(seconds=10))  # at 8:00:20
    assert prepare() == []
    local += timedelta(hours=23, minutes=59)
    assert prepare() == []
    local += timedelta(minutes=1)
    assert prepare() == [("mail", person.id, 1)]


def test_the_morning_is_that_of_the_country(person, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 3, 5, 0, tzinfo=ZoneInfo("UTC")))
    tell(person, timedelta(hours=1))
    assert letters.prepare(ZONE, mail=True) == 0  # six o'clock in Rabat
    assert letters.prepare(ZoneInfo("Asia/Tehran"), mail=True) == 1  # half past eight in Tehran


def test_what_is_old_or_read_stays_in_the_inbox(person):
    tell(person, timedelta(days=5))
    tell(person).read_at = clock.now()
    db.session.commit()
    assert prepare() == []


def test_each_at_once_goes_out_at_once_and_beyond_four_an_hour_is_gathered(person):
    letters.choose(person, "each")
    for _ in range(EACH_MOST):
        tell(person, timedelta(0))
        assert prepare() == [("mail", person.id, 1)]
    tell(person, timedelta(0))
    tell(person, timedelta(0))
    assert prepare() == []
    first = db.session.scalars(db.select(Letter).order_by(Letter.id)).first()
    first.created_at -= timedelta(hours=1)
    db.session.commit()
    assert prepare() == [("mail", person.id, 2)]


# --- to whom ----------------------------------------------------------------------------------------------------------


def test_whoever_wants_none_gets_none(person):
    letters.choose(person, "none")
    tell(person)
    assert prepare() == []


def test_without_a_mail_server_no_letter_is_made_and_the_inbox_has_it_all(person):
    tell(person)
    assert prepare(mail=False) == []
    assert notices.unread(person.id) == 1


def test_a_reminder_reaches_those_without_an_email_on_their_phone_and_nothing_else_does(app):
    account, guest = factories.person(email=None), factories.person(is_guest=True)
    for one in (account, guest):
        tell(one, kind="pledge_reminder", item="milk", day="2026-11-03")
        tell(one, kind="pledge_lapsed", item="milk", quantity=1)
    assert prepare(mail=False) == [("sms", account.id, 1), ("sms", guest.id, 1)]


def test_one_phone_gets_one_message_a_day_whoever_gave_it(app):
    guests = [factories.person(is_guest=True, phone="+212600000001") for _ in range(3)]
    for one in guests:
        tell(one, kind="pledge_reminder", item="milk", day="2026-11-03")
    assert prepare() == [("sms", guests[0].id, 3)]


def test_an_erased_person_gets_nothing_not_even_what_was_waiting(person, letter):
    tell(person, timedelta(hours=24, minutes=30))
    people.erase(person.id)
    db.session.commit()
    assert prepare() == []
    assert letters.claim(letter.id) is None
    assert db.session.get(Letter, letter.id).status == "dropped"


def test_whoever_stops_the_letters_does_not_get_the_one_that_waits(person, letter):
    letters.choose(person, "none")
    db.session.commit()
    assert letters.claim(letter.id) is None
    assert letters.due(["mail"]) == []


def test_a_letter_that_waited_for_days_is_not_sent_any_more(letter):
    letter.created_at -= letters.STALE
    db.session.commit()
    assert letters.claim(letter.id) is None


# --- how often --------------------------------------------------------------------------------------------------------


def test_a_letter_that_went_out_does_not_go_out_again(letter):
    letters.mark_sent(claimed(letter.id))
    assert letters.due(["mail"]) == []
    assert letters.claim(letter.id) is None


def test_a_letter_that_does_not_go_out_is_tried_after_growing_waits_and_given_up_after_six(letter):
    waits = []
    for _ in range(ATTEMPTS_MOST):
        assert letters.due(["mail"]) == [letter.id]
        found = claimed(letter.id)
        waits.append(found.due_at - clock.now())
        assert letters.due(["mail"]) == []
        letters.mark_not_sent(found)
        found.due_at = clock.now() - timedelta(seconds=1)
        db.session.commit()
    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes == sorted(minutes)
    assert minutes[: len(WAITS)] == [5, 15, 60, 240, 720]
    assert db.session.get(Letter, letter.id).status == "failed"
    assert letters.due(["mail"]) == []


def test_a_crash_between_sending_and_noting_it_sends_a_letter_again_a_few_times_at_most(letter):
    sent = 0
    while letters.due(["mail"]) == [letter.id]:
        if letters.claim(letter.id):
            sent += 1  # and then the power fails
        letter.due_at = clock.now() - timedelta(seconds=1)
        db.session.commit()
        assert sent <= ATTEMPTS_MOST
    assert sent == ATTEMPTS_MOST


def test_a_letter_that_nobody_can_receive_is_given_up_at_once(letter):
    letters.mark_not_sent(claimed(letter.id), for_good=True)
    assert db.session.get(Letter, letter.id).status == "failed"


def several_at_once(app, work):
    """The outcomes of `work` done by four workers at the same moment."""
    together, outcomes = threading.Barrier(4), []

    def one():
        with app.app_context():
            together.wait()
            outcomes.append(work())
            db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_workers_only_one_sends_a_letter(app, letter):
    for _ in range(5):
        letter.status, letter.attempts, letter.due_at = "waiting", 0, clock.now() - timedelta(seconds=1)
        db.session.commit()
        outcomes = several_at_once(app, lambda: letters.claim(letter.id) is not None)
        assert sorted(outcomes) == [False, False, False, True]
        db.session.expire_all()


def test_of_two_workers_only_one_makes_a_letter_of_a_notice(app, person):
    for _ in range(5):
        tell(person)
        assert sum(several_at_once(app, lambda: letters.prepare(ZONE, mail=True))) == 1


# --- the link that stops them -----------------------------------------------------------------------------------------


def test_the_key_that_stops_letters_stays_the_same_and_is_nobody_else_s(person):
    key = letters.key_of(person)
    assert len(key) == 43
    assert letters.key_of(person) == key != letters.key_of(factories.person())
    assert letters.holder_of(key).id == person.id
    assert letters.holder_of(key[:-1]) is None
