"""What the worker sends: letters that arrive in the reader's language, through servers that are not always there."""

import logging
from datetime import timedelta
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup

from blueprints.shell import worker
from blueprints.toolkit import letters as sending
from domain import clock, mail, people, renewal_links
from domain.db import db
from domain.letters import Letter
from domain.notices import Notice
from tests import factories
from tests.blueprints.notices.test_inbox import KINDS
from tests.post_office import PostOffice, exchange, post_office, silent_server

URL = "https://awn.example"


@pytest.fixture(autouse=True)
def settings(app):
    """A site that sends letters, once a server is named."""
    app.config.update(AWN_URL=URL, AWN_MAIL_FROM="عون <awn@awn.example>")
    return app.config


@pytest.fixture
def office(settings):
    with post_office() as made:
        settings["AWN_MAIL"] = made.url
        yield made


@pytest.fixture
def reader(app):
    return factories.person("سعاد", lang="en")


def tell(person: people.Person, kind: str = "pledge_lapsed", path: str = "/pledges/7", **facts: object) -> None:
    """A notice of yesterday."""
    db.session.add(Notice(person_id=person.id, kind=kind, path=path, facts=facts or KINDS[kind],
                          created_at=clock.now() - timedelta(hours=25)))  # fmt: skip
    db.session.commit()


def try_again() -> None:
    """As when the wait for the next attempt is over."""
    db.session.execute(db.update(Letter).values(due_at=clock.now() - timedelta(seconds=1)))
    db.session.commit()


def statuses() -> list[tuple[str, int]]:
    rows = db.session.scalars(db.select(Letter).order_by(Letter.id).execution_options(populate_existing=True))
    return [(row.status, row.attempts) for row in rows]


def parts(letter: EmailMessage) -> tuple[str, BeautifulSoup]:
    text, html = letter.iter_parts()
    return text.get_content(), BeautifulSoup(html.get_content(), "html.parser")


def test_a_digest_says_everything_with_links_that_lead_there(office, reader):
    tell(reader)
    tell(reader, "team_left", "/desk/ours/team")
    assert sending.work() == {"letters made": 1, "letters sent": 1}
    (letter,) = office.letters
    text, html = parts(letter)
    assert letter["To"] == reader.email
    assert "2" in letter["Subject"]
    for address in (f"{URL}/pledges/7", f"{URL}/desk/ours/team", f"{URL}/inbox", f"{URL}/inbox/letters"):
        assert address in text
        assert html.select(f"a[href='{address}']")
    assert "Your pledge ended" in text
    assert statuses() == [("sent", 1)]
    assert sending.work() == {"letters made": 0, "letters sent": 0}


def test_the_link_that_stops_them_stands_in_the_letter_and_works(office, reader, client):
    tell(reader)
    sending.work()
    (letter,) = office.letters
    link = letter["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{URL}/letters/stop/")
    assert link in parts(letter)[0]
    assert client.post(link.removeprefix(URL), {"List-Unsubscribe": "One-Click"}).status == 200
    tell(reader)
    assert sending.work() == {"letters made": 0, "letters sent": 0}


@pytest.mark.parametrize(
    ("lang", "shown", "side"), [("ar", "ar", "rtl"), ("fa", "fa", "rtl"), ("fr", "fr", "ltr"), (None, "ar", "rtl")]
)
def test_a_letter_speaks_its_reader_s_language_from_its_side(office, app, lang, shown, side):
    tell(factories.person(lang=lang), "need_returned", item="blanket", label="", reason="كم قطعة؟")
    sending.work()
    text, html = parts(office.letters[0])
    assert (html.html["lang"], html.html["dir"], html.body["dir"]) == (shown, side, side)
    assert "كم قطعة؟" in text
    assert "كم قطعة؟" in html.get_text()


def test_each_reader_of_a_round_gets_their_own_language(office, app):
    for lang in ("ar", "fr", "fa", "en"):
        tell(factories.person(lang=lang), "need_expired")
    sending.work()
    assert [parts(letter)[1].html["lang"] for letter in office.letters] == ["ar", "fr", "fa", "en"]
    assert len({letter["To"] for letter in office.letters}) == 4


def test_a_single_notice_is_its_own_subject_whatever_people_typed(office, reader):
    tell(reader, "comment_waiting", title="x\r\nBcc: victim@awn.example <b>y</b>")
    sending.work()
    (letter,) = office.letters
    assert letter["Bcc"] is None
    assert office.envelopes[0].rcpt_tos == [reader.email]
    assert "Bcc: victim@awn.example" in letter["Subject"]
    assert "\u2068" not in letter["Subject"]
    assert not parts(letter)[1].select("li b")


def test_a_long_digest_ends_in_the_inbox(office, reader):
    for number in range(sending.LINES_MOST + 5):
        tell(reader, "team_left", name=f"n{number}")
    sending.work()
    text, html = parts(office.letters[0])
    assert len(html.select("li")) == sending.LINES_MOST
    assert "5" in text.split(f"{URL}/inbox")[0].splitlines()[-2] + text


def test_the_letter_that_asks_what_is_still_needed_opens_the_list_without_signing_in(office, reader, client):
    organisation = factories.organisation(reader)
    link = renewal_links.make_by_clock(organisation.id)
    tell(reader, "need_expiring", "/desk/x/renewal", count=1, day="2026-11-03", link=link.id)
    sending.work()
    (address,) = [one["href"] for one in parts(office.letters[0])[1].select("li a")]
    token = renewal_links.token_made_by_clock(link.id)
    assert token in address
    assert client.get(address.removeprefix(URL)).status == 200


def test_a_letter_that_is_refused_goes_out_later_as_the_same_letter(settings, reader):
    with post_office(PostOffice(data="451 later")) as office:
        settings["AWN_MAIL"] = office.url
        tell(reader)
        assert sending.work()["letters sent"] == 0
        assert statuses() == [("waiting", 1)]
        assert sending.work()["letters sent"] == 0
        assert statuses() == [("waiting", 1)]  # not before its time
        office.data = "250 taken"
        letter = db.session.scalars(db.select(Letter)).one()
        name = f"<letter-{letter.id}-{letter.created_at:%Y%m%d%H%M%S}@awn.example>"
        try_again()
        assert sending.work()["letters sent"] == 1
    assert statuses() == [("sent", 2)]
    assert [one["Message-ID"] for one in office.letters] == [name]


def test_a_letter_is_given_up_after_six_attempts(settings, reader):
    with post_office(PostOffice({reader.email: "451 later"})) as office:
        settings["AWN_MAIL"] = office.url
        tell(reader)
        for _ in range(8):
            sending.work()
            try_again()
    assert statuses() == [("failed", 6)]


def test_an_address_that_is_gone_does_not_hold_up_the_others(settings, app):
    gone, there = factories.person(), factories.person()
    with post_office(PostOffice({gone.email: "550 gone"})) as office:
        settings["AWN_MAIL"] = office.url
        for person in (gone, there):
            tell(person)
        sending.work()
    assert statuses() == [("failed", 1), ("sent", 1)]
    assert [letter["To"] for letter in office.letters] == [there.email]


def test_a_server_that_says_nothing_is_left_alone_after_a_few_letters(settings, app, monkeypatch):
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    for _ in range(5):
        tell(factories.person())
    with silent_server() as address:
        settings["AWN_MAIL"] = f"smtp://{address}"
        assert sending.work() == {"letters made": 5, "letters sent": 0}
    assert statuses() == [("waiting", 1)] * 3 + [("waiting", 0)] * 2


def test_the_log_tells_nothing_about_anybody(settings, reader, caplog):
    with caplog.at_level(logging.DEBUG), post_office(PostOffice({reader.email: f"554 not {reader.email}"})) as office:
        settings["AWN_MAIL"] = office.url.replace("smtp://", "smtp://awn:s3%3Acret@")
        tell(reader, "team_left", name="Zoubida")
        worker.send_letters()
        settings["AWN_MAIL"] = ""
        tell(factories.person(email=None), "pledge_reminder")
        worker.send_letters()
    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("awn"))
    assert "did not go out" in said
    for private in (reader.email, reader.phone, "Zoubida", "s3:cret", "s3%3Acret", "سعاد"):
        assert private not in said


@pytest.mark.parametrize("missing", ["AWN_MAIL", "AWN_URL", "AWN_MAIL_FROM"])
def test_without_a_setting_no_letter_is_made_and_the_inbox_has_it(office, settings, reader, missing):
    settings[missing] = ""
    tell(reader)
    assert sending.work() == {"letters made": 0, "letters sent": 0}
    assert not office.letters
    settings[missing] = {"AWN_MAIL": office.url, "AWN_URL": URL, "AWN_MAIL_FROM": "awn@awn.example"}[missing]
    assert sending.work() == {"letters made": 1, "letters sent": 1}


def test_an_erased_person_gets_not_even_the_letter_that_waits(settings, reader):
    with post_office(PostOffice(data="451 later")) as office:
        settings["AWN_MAIL"] = office.url
        tell(reader)
        sending.work()
        people.erase(reader.id)
        db.session.commit()
        office.data = "250 taken"
        try_again()
        sending.work()
    assert office.letters == []
    assert statuses() == [("dropped", 1)]


def test_a_reminder_reaches_a_phone_in_its_reader_s_language(settings, app):
    guest = factories.person(is_guest=True, lang="fr")
    tell(guest, "pledge_reminder")
    with exchange() as gateway:
        settings["AWN_SMS"] = gateway.url
        assert sending.work() == {"letters made": 1, "letters sent": 1}
    (message,) = gateway.messages
    assert message["to"] == guest.phone
    assert f"{URL}/pledges" in message["text"]
    assert f"{URL}/letters/stop/{guest.letters_key}" in message["text"]
    assert message["key"] == f"letter-{db.session.scalar(db.select(Letter.id))}"


def test_a_gateway_that_is_away_is_tried_again(settings, app):
    tell(factories.person(is_guest=True), "pledge_reminder")
    with exchange(503) as gateway:
        settings["AWN_SMS"] = gateway.url
        sending.work()
        gateway.status = 200
        try_again()
        sending.work()
    assert statuses() == [("sent", 2)]
    assert len({one["key"] for one in gateway.messages}) == 1


def test_the_worker_goes_on_whatever_breaks(settings, reader, caplog, monkeypatch):
    monkeypatch.setattr(sending, "sentence", lambda _notice: 1 / 0)
    with post_office() as office:
        settings["AWN_MAIL"] = office.url
        tell(reader)
        worker.send_letters()
        assert "a duty failed" in caplog.text
        monkeypatch.undo()
        try_again()
        worker.send_letters()
    assert len(office.letters) == 1
