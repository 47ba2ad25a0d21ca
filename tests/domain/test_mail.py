"""Letters over real SMTP servers: they arrive whole in any script, and a bad server costs one letter's wait."""

import time
from pathlib import Path

import pytest

from domain import mail
from domain.mail import Mail, MailSettingWrong, NeverSent, NotSent, Outbox, Server, compose, parse_sender
from tests.post_office import PostOffice, certificate, free_port, post_office, silent_server

SENDER = parse_sender("عون <awn@awn.example>")


def letter(to: str = "reader@awn.example", **changes: str) -> Mail:
    given = {
        "subject": "وصلت الأغطية، شكرا لك", "text": "وصلت 12 قطعة.\nhttps://awn.example/pledges/1\n",
        "html": '<html lang="ar" dir="rtl"><p>وصلت 12 قطعة.</p></html>', "name": "letter-7-20261101",
        "stop_url": "https://awn.example/letters/stop/key",
    }  # fmt: skip
    return Mail(to=to, **(given | changes))


def send(url: str, *letters: Mail, seconds: float = 5.0) -> None:
    with Outbox(Server.parse(url), SENDER, seconds) as outbox:
        for one in letters or (letter(),):
            outbox.send(one)


def test_a_letter_arrives_in_arabic_as_text_and_as_html() -> None:
    with post_office() as office:
        send(office.url)
    (arrived,) = office.letters
    assert arrived["Subject"] == "وصلت الأغطية، شكرا لك"
    assert arrived["From"] == "عون <awn@awn.example>"
    assert arrived["To"] == "reader@awn.example"
    text, html = arrived.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().splitlines() == ["وصلت 12 قطعة.", "https://awn.example/pledges/1"]
    assert html.get_content_type() == "text/html"
    assert 'dir="rtl"' in html.get_content()
    assert all(len(line) <= 998 and line.isascii() for line in (office.envelopes[0].content or b"").splitlines())


def test_a_letter_says_how_it_stops_and_is_the_same_letter_when_it_is_sent_again() -> None:
    with post_office() as office:
        send(office.url, letter(), letter())
    first, second = office.letters
    assert first["Message-ID"] == second["Message-ID"] == "<letter-7-20261101@awn.example>"
    assert first["List-Unsubscribe"] == "<https://awn.example/letters/stop/key>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Auto-Submitted"] == "auto-generated"


def test_several_letters_go_over_one_connection() -> None:
    class Counting(PostOffice):
        peers: set[object] = set()

        async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802
            self.peers.add(session.peer)
            session.host_name = hostname
            return responses

    office = Counting()
    with post_office(office):
        send(office.url, *(letter(f"reader{n}@awn.example") for n in range(5)))
    assert len(office.letters) == 5
    assert len(office.peers) == 1


@pytest.mark.parametrize("field", ["subject", "stop_url", "name"])
def test_nobody_writes_a_header_of_their_own(field: str) -> None:
    planted = "hello\r\nBcc: victim@awn.example\r\n\r\nbody"
    with post_office() as office:
        try:
            send(office.url, letter(**{field: planted}))
        except NeverSent:
            assert office.letters == []
        else:
            (arrived,) = office.letters
            assert arrived["Bcc"] is None
            assert arrived["Subject"] == "hello Bcc: victim@awn.example body"
    assert all(envelope.rcpt_tos == ["reader@awn.example"] for envelope in office.envelopes)


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b\r\nBcc: c@d.example", "a@b.example>, <c@d.example", "RCPT TO:<x>", "a b@c.example"]
)
def test_what_is_no_address_is_never_sent(address: str) -> None:
    with pytest.raises(NeverSent):
        compose(letter(address), SENDER)


def test_a_letter_to_nobody_there_is_not_tried_again_and_the_next_one_goes_out() -> None:
    strict = PostOffice({"gone@awn.example": "550 no such user gone@awn.example"})
    with post_office(strict) as office, Outbox(Server.parse(office.url), SENDER, 5.0) as outbox:
        with pytest.raises(NeverSent) as refused:
            outbox.send(letter("gone@awn.example"))
        outbox.send(letter())
    assert "gone@" not in str(refused.value.context)
    assert len(office.letters) == 1


@pytest.mark.parametrize("answer", ["450 come back later", "452 full", "554 not you"])
def test_a_letter_refused_for_now_is_tried_again(answer: str) -> None:
    with post_office(PostOffice({"reader@awn.example": answer})) as office, pytest.raises(NotSent) as refused:
        send(office.url)
    assert not isinstance(refused.value, NeverSent)
    assert "@" not in str(refused.value.context)


def test_a_server_that_refuses_the_letter_itself_costs_a_wait() -> None:
    with post_office(PostOffice(data="451 not now, reader@awn.example")) as office:
        with pytest.raises(NotSent) as refused:
            send(office.url)
        assert "@" not in str(refused.value.context)
        office.data = "250 now"
        send(office.url)
    assert len(office.letters) == 1


def test_a_server_that_closes_midway_costs_a_wait() -> None:
    with post_office(PostOffice(data="close")) as office, Outbox(Server.parse(office.url), SENDER, 5.0) as outbox:
        with pytest.raises(NotSent):
            outbox.send(letter())
        office.data = "250 back again"
        outbox.send(letter())
    assert len(office.letters) == 1


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with silent_server() as address:
        begun = time.monotonic()
        with pytest.raises(NotSent):
            send(f"smtp://{address}", seconds=0.3)
        assert time.monotonic() - begun < 2


def test_where_no_server_is_the_letter_waits() -> None:
    with pytest.raises(NotSent):
        send(f"smtp://127.0.0.1:{free_port()}")


def test_encryption_is_used_when_the_server_offers_it_and_the_password_only_then(tmp_path: Path) -> None:
    with post_office(tls_context=certificate(tmp_path), auth_require_tls=True) as office:
        send(office.url.replace("smtp://", "smtp://awn%40here:s3%3Acret@"))
    assert office.was_encrypted == [True]
    assert office.logins == [("awn@here", "s3:cret")]


def test_smtps_is_encrypted_from_the_first_byte(tmp_path: Path) -> None:
    with post_office(ssl_context=certificate(tmp_path)) as office:
        send(office.url.replace("smtp://", "smtps://"))
    assert len(office.letters) == 1


def test_a_wrong_password_is_said_without_the_password(tmp_path: Path) -> None:
    with post_office(tls_context=certificate(tmp_path)) as office, pytest.raises(NotSent) as refused:
        send(office.url.replace("smtp://", "smtp://awn:wrong-one@"))
    assert refused.value.context["reason"] == "SMTPAuthenticationError 535"


def test_a_password_never_travels_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    with post_office(auth_require_tls=False) as office:
        monkeypatch.setattr(mail, "_LOOPBACK", ())  # as if it stood on another machine
        with pytest.raises(NotSent):
            send(office.url.replace("smtp://", "smtp://awn:s3%3Acret@"))
    assert office.logins == []
    assert office.letters == []


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://h:port", "smtp://h:99999", "mail.awn.example"])
def test_what_is_no_server_is_said(url: str) -> None:
    with pytest.raises(MailSettingWrong):
        Server.parse(url)


def test_a_server_has_its_usual_port() -> None:
    assert Server.parse("smtp://mail.awn.example").port == 587
    assert Server.parse("smtps://mail.awn.example").port == 465


@pytest.mark.parametrize("text", ["", "Awn", "awn@", "a@b.example, c@d.example", "Awn <awn@awn.example>\nBcc: x@y.z"])
def test_what_is_no_sender_is_said(text: str) -> None:
    with pytest.raises(MailSettingWrong):
        parse_sender(text)
