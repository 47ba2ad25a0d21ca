"""Redrafts: a need said better by the platform team, beside the association's own words, which are kept.

Only the words change; what is counted (the item, how much of it, by when, how urgently) stays the association's. The
association reads both and can go back to its own: at once where the public has read them before, else as with any other
change of its words (`listing.editing`). What it writes itself later makes older redrafts void."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, Text, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock, log, needs, notices, reviews
from domain.db import Base, Moment, db
from domain.errors import RuleBroken, WrongState
from domain.listing import entries, rows
from domain.listing.editing import ChangedMeanwhile, goes_to_review
from domain.listing.entries import entry_of
from domain.log import Transition
from domain.needs import Need
from domain.people import Person
from domain.reviews import NEEDS_WAIT

_DRAFT = text("status = 'draft'")
LIVE = ("published", "paused")
REDRAFTED_IN = (*NEEDS_WAIT, *LIVE)  # the states in which a need can be said better
SHOWN_MOST = 20  # of a need's redrafts


class SameWords(RuleBroken):
    """The redraft says what the need says already."""


class RedraftOvertaken(RuleBroken):
    """Another coordinator saved, used or dropped the redraft after it was opened here."""


class RedraftVoid(RuleBroken):
    """The association wrote other words after the redraft was made from its earlier ones."""


class Words(NamedTuple):
    """What a redraft changes of a need: what the thing is called, and the note beside it."""

    label: str
    note: str


class Redraft(Base):
    """Other words for one need: draft → used, dropped, void (the association wrote anew); used → undone.

    `own_label` and `own_note` are the association's at the time; `need_revision` is the need it was written for, or
    (once used) made."""

    __tablename__ = "redraft"
    __table_args__ = (Index("uq_redraft_draft", "need_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    need_revision: Mapped[int]
    own_label: Mapped[str] = mapped_column(String(120), default="")
    own_note: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(8), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    writer: Mapped[Person] = relationship()

    @property
    def words(self) -> Words:
        return Words(self.label, self.note)

    @property
    def own(self) -> Words:
        """The association's words at the time."""
        return Words(self.own_label, self.own_note)


def words_of(need: Need) -> Words:
    """What the need says now, whoever wrote it."""
    return Words(need.label, need.note)


def in_force(need: Need) -> Redraft | None:
    """The redraft whose words the need says now."""
    query = select(Redraft).where(Redraft.need_id == need.id, Redraft.status == "used").order_by(Redraft.id.desc())
    found = db.session.scalar(query.limit(1))
    return found if found is not None and found.words == words_of(need) else None


def own_words(need: Need) -> Words:
    """The association's own words for the need: what it wrote last, under whatever redraft is in force."""
    used = in_force(need)
    return used.own if used else words_of(need)


def draft_of(need_id: int) -> Redraft | None:
    """The redraft that is being written for a need."""
    return db.session.scalar(select(Redraft).where(Redraft.need_id == need_id, Redraft.status == "draft"))


def is_void(draft: Redraft, need: Need) -> bool:
    """Whether the association has written other words since."""
    return draft.own != own_words(need)


def history(need_id: int) -> list[Redraft]:
    """A need's redrafts but the one that is being written, the latest first."""
    query = select(Redraft).where(Redraft.need_id == need_id, Redraft.status != "draft")
    return list(db.session.scalars(query.order_by(Redraft.id.desc()).limit(SHOWN_MOST)))


def drafted(need_ids: Iterable[int]) -> set[int]:
    """Those of these needs for which a redraft is being written."""
    query = select(Redraft.need_id).where(Redraft.need_id.in_(list(need_ids)), Redraft.status == "draft")
    return set(db.session.scalars(query))


def in_force_at(organisation_id: int) -> list[tuple[Need, Redraft]]:
    """The needs of an association that are said in the platform team's words, the latest redrafted first."""
    same = (Redraft.label == Need.label) & (Redraft.note == Need.note)
    query = select(Need, Redraft).join(Redraft, Redraft.need_id == Need.id)
    query = query.where(Need.organisation_id == organisation_id, Need.status.in_(REDRAFTED_IN))
    found = db.session.execute(query.where(Redraft.status == "used", same).order_by(Redraft.id.desc()))
    return list({need.id: (need, redraft) for need, redraft in reversed(found.all())}.values())[::-1]


# --- writing ----------------------------------------------------------------------------------------------------------


def save(need_id: int, words: Words, seen: int, *, actor_id: int) -> Redraft:
    """Keep a redraft, to be used or continued by any coordinator; `seen` is the revision of the draft in front of
    whoever saves it (0: there was none). Over words that the association has changed meanwhile a new draft begins.

    Raises OwnAssociation, WrongState, SameWords, LabelMissing, RedraftOvertaken."""
    need = _locked(need_id, actor_id)
    entries.check(replace(entry_of(need), label=words.label, note=words.note))
    draft = draft_of(need_id)
    if draft is not None and draft.words == words and not is_void(draft, need):
        return draft  # the same click again
    if words == words_of(need):
        raise SameWords
    if seen != (draft.revision if draft else 0):
        raise RedraftOvertaken
    if draft is not None and is_void(draft, need):
        _move(draft, "void", actor_id)
        draft = None
    if draft is None:
        return _begin(need, words, actor_id)
    draft.label, draft.note = words
    draft.need_revision, draft.written_by, draft.written_at = need.revision, actor_id, clock.now()
    draft.revision += 1
    db.session.flush()
    return draft


def _begin(need: Need, words: Words, actor_id: int) -> Redraft:
    own = own_words(need)
    draft = Redraft(
        need_id=need.id, need_revision=need.revision, own_label=own.label, own_note=own.note, label=words.label,
        note=words.note, written_by=actor_id,
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    log.record("redraft", draft.id, None, "draft", actor_id=actor_id)
    return draft


def drop(need_id: int, seen: int, *, actor_id: int) -> None:
    """Throw the redraft of a need away; it stays in its history. Where there is none, nothing happens.

    Raises OwnAssociation, RedraftOvertaken."""
    reviews.lock_need(need_id, actor_id)
    draft = draft_of(need_id)
    if draft is None:
        return
    if draft.revision != seen:
        raise RedraftOvertaken
    _move(draft, "dropped", actor_id)


def use(need_id: int, seen: int, draft_seen: int, *, actor_id: int) -> Need:
    """Let the need say what its redraft says; one that waits for review is published with it. `seen` is the revision
    of the need that was in front of whoever decides, `draft_seen` that of the draft. The same click again changes
    nothing.

    Raises OwnAssociation, WrongState, ChangedMeanwhile, RedraftOvertaken, RedraftVoid, and what publishing raises."""
    need = _locked(need_id, actor_id)
    used = in_force(need)
    if used is not None and (used.need_revision, used.revision) == (seen + 1, draft_seen):
        return need
    if need.revision != seen:
        raise ChangedMeanwhile(revision=need.revision)
    draft = draft_of(need_id)
    if draft is None or draft.revision != draft_seen:
        raise RedraftOvertaken
    if is_void(draft, need):
        raise RedraftVoid
    waits = need.status in NEEDS_WAIT
    _say(need, draft.words, "redrafted", actor_id)
    draft.need_revision, draft.used_at = need.revision, clock.now()
    _move(draft, "used", actor_id)
    if waits:
        reviews.publish_locked(need, actor_id=actor_id)
    path = f"/desk/{need.organisation.slug}/words"
    item, label = need.item_code, draft.own_label
    notices.tell_members(need.organisation_id, "need_redrafted", path=path, item=item, label=label, published=waits)
    return need


def publish_in_own_words(need_id: int, seen: int, *, actor_id: int) -> Need:
    """Publish a need that waits in the association's own words, whatever was redrafted.

    Raises OwnAssociation, ChangedMeanwhile, WrongState, and what publishing raises."""
    need = reviews.lock_need(need_id, actor_id)
    if need.revision != seen:
        raise ChangedMeanwhile(revision=need.revision)
    used = in_force(need)
    if used is not None and need.status in NEEDS_WAIT:
        _undo(need, used, actor_id)
    return reviews.publish_need(need_id, seen=need.revision, actor_id=actor_id)


def go_back(need_id: int, *, actor_id: int) -> Need:
    """The association wants its own words again: the need says them, and the coordinators are told. Words that were
    never public go to review first, unless the association is trusted. Where the need says them already, nothing
    happens. Raises WrongState, ReviewedAsItStands."""
    need = rows.lock(need_id)
    used = in_force(need)
    if used is None:
        return need
    if need.status not in REDRAFTED_IN:
        raise WrongState(noun="need", state=need.status)
    old, seen_before = entry_of(need), need.status in LIVE and _were_public(need, used.own)
    again = not seen_before and goes_to_review(need, old, replace(old, label=used.own_label, note=used.own_note))
    _undo(need, used, actor_id)
    if again:
        needs.move(need, "submitted", actor_id=actor_id)
    notices.tell_coordinators(
        need.region_code, "own_words_wanted", path=f"/studio/needs/{need.id}", but=actor_id,
        item=need.item_code, label=need.label, name=need.organisation.name,
    )  # fmt: skip
    return need


def _were_public(need: Need, own: Words) -> bool:
    """Whether the need stood on the board when these words of the association were first put aside for better ones."""
    said = (Redraft.need_id == need.id, Redraft.own_label == own.label, Redraft.own_note == own.note)
    put_aside = select(func.min(Transition.id)).join(Redraft, Redraft.id == Transition.noun_id)
    put_aside = put_aside.where(Transition.noun == "redraft", Transition.new == "used", *said)
    before = (Transition.noun == "need", Transition.noun_id == need.id, Transition.id < put_aside.scalar_subquery())
    return db.session.scalar(select(Transition.new).where(*before).order_by(Transition.id.desc()).limit(1)) in LIVE


def _undo(need: Need, used: Redraft, actor_id: int) -> None:
    _say(need, used.own, "own_words", actor_id)
    _move(used, "undone", actor_id)


def _locked(need_id: int, actor_id: int) -> Need:
    need = reviews.lock_need(need_id, actor_id)
    if need.status not in REDRAFTED_IN:
        raise WrongState(noun="need", state=need.status)
    return need


def _say(need: Need, words: Words, how: str, actor_id: int) -> None:
    """Change the words of a locked need, and write it down as an edit of its row: whoever has that row open is told
    who it was."""
    entries.check(replace(entry_of(need), label=words.label, note=words.note))
    needs.rewrite(need, label=words.label, note=words.note)
    log.record("listing", need.id, None, how, actor_id=actor_id)


def _move(redraft: Redraft, new: str, actor_id: int) -> None:
    log.record("redraft", redraft.id, redraft.status, new, actor_id=actor_id)
    redraft.status = new
    db.session.flush()
