"""Letters in the reader's words, and their sending: what the worker does every minute."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from zoneinfo import ZoneInfo

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit.formats import number
from blueprints.toolkit.htmx import local_path
from blueprints.toolkit.language import use_lang
from blueprints.toolkit.notice_words import sentence
from domain import clock, letters, mail, renewal_links, sms
from domain.letters import Letter
from domain.mail import Mail, MailSettingWrong, NeverSent, NotSent, Outbox
from domain.notices import Notice
from domain.people import Person
from domain.places import COUNTRIES
from domain.sms import SmsNotSent, SmsSettingWrong

LINES_MOST = 30  # notices in one letter; the rest is in the inbox
_SHARED = ("/needs/", "/campaigns/", "/associations/")  # pages whose visits are counted by channel (`domain/channels`)
FAILURES_MOST = 3  # one after the other; then the other side is left alone until the next round

log = logging.getLogger("awn.letters")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a letter says, and where it leads."""

    sentence: str
    url: str


def work() -> dict[str, int]:
    """Make the letters that are due, and send what waits; how many of each."""
    country, settings = current_app.config["AWN_COUNTRY"], mail_settings()
    made = letters.prepare(ZoneInfo(clock.ZONES[country]), mail=settings is not None)
    sent = _send("sms", _send_sms)
    if settings is not None:
        with Outbox(*settings) as outbox:
            sent += _send("mail", lambda letter: outbox.send(mail_of(letter)))
    return {"letters made": made, "letters sent": sent}


def mail_settings() -> tuple[mail.Server, Address] | None:
    """Where letters are handed in and from whom they come; None while something is not set, or not as it should be
    (`doctor` says what): then no letter is made, and everything stands in the inbox."""
    config = current_app.config
    if not (config["AWN_MAIL"] and config["AWN_URL"]):
        return None
    try:
        return mail.Server.parse(config["AWN_MAIL"]), mail.parse_sender(config["AWN_MAIL_FROM"])
    except MailSettingWrong:
        return None


def _send(channel: str, hand_in: Callable[[Letter], None]) -> int:
    """Send the letters of a channel that are due. What fails is tried again later; the log learns which and why, not
    whom it was for."""
    sent = failures = 0
    for letter_id in letters.due([channel]):
        letter = letters.claim(letter_id)
        if letter is None:
            continue
        try:
            hand_in(letter)
        except (NotSent, SmsNotSent) as failed:
            log.warning("letter %s (%s) did not go out: %s", letter_id, channel, failed.context.get("reason"))
            letters.mark_not_sent(letter, for_good=isinstance(failed, NeverSent))
            failures += not isinstance(failed, NeverSent)
            if failures == FAILURES_MOST:
                break
        else:
            letters.mark_sent(letter)
            sent, failures = sent + 1, 0
    return sent


def mail_of(letter: Letter) -> Mail:
    """A letter in its reader's language."""
    person = letter.person
    _speak_to(person)
    told = letters.notices_in(letter)
    words = {
        "person": person,
        "lines": [_line(notice) for notice in told[:LINES_MOST]],
        "more": max(len(told) - LINES_MOST, 0),
        "inbox_url": _link("notices.index"),
        "wishes_url": _link("notices.wishes"),
        "stop_url": _link("notices.stop", letters_key=letters.key_of(person)),
    }
    subject = _subject(told)
    return Mail(
        to=person.email or "",
        subject=subject,
        text=render_template("notices/letter.txt", **words),
        html=render_template("notices/letter.html", subject=subject, **words),
        name=f"letter-{letter.id}-{letter.created_at:%Y%m%d%H%M%S}",
        stop_url=words["stop_url"],
    )


def _subject(told: list[Notice]) -> str:
    if len(told) == 1:
        return sentence(told[0]).translate({0x2068: None, 0x2069: None})
    return ngettext("Awn: %(n)s thing is new for you", "Awn: %(n)s things are new for you", len(told),
                    n=number(len(told)))  # fmt: skip


def _line(notice: Notice) -> Line:
    path = local_path(notice.path)
    link = notice.facts.get("link")
    token = renewal_links.token_made_by_clock(link) if notice.kind == "need_expiring" and link else None
    if token:  # leads to the list itself, without signing in
        return Line(sentence(notice), _link("renewals.show", token=token))
    if path and path.startswith(_SHARED) and "?" not in path:
        path += "?c=letter"
    return Line(sentence(notice), current_app.config["AWN_URL"] + path if path else _link("notices.index"))


def _send_sms(letter: Letter) -> None:
    """Hand a short message in: that something is due, where it stands, and how such messages stop."""
    try:
        gateway = sms.gateway(current_app.config["AWN_SMS"])
    except SmsSettingWrong:
        raise SmsNotSent(reason="AWN_SMS") from None
    person = letter.person
    _speak_to(person)
    words = [_("Awn: a pledge of yours is due soon. Prepare it, or withdraw it, so that others can help.")]
    if current_app.config["AWN_URL"]:
        words.append(_link("pledges.index"))
        words.append(_("No more of these: %(url)s", url=_link("notices.stop", letters_key=letters.key_of(person))))
    gateway.send(person.phone or "", "\n".join(words), f"letter-{letter.id}")


def _speak_to(person: Person) -> None:
    use_lang(person.lang or COUNTRIES[current_app.config["AWN_COUNTRY"]])


def _link(endpoint: str, **values: str) -> str:
    """The whole address of a screen, outside any request: AWN_URL and its path."""
    return str(current_app.config["AWN_URL"] + current_app.url_map.bind("letters").build(endpoint, values))
