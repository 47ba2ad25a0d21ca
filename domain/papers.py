"""An association's papers: its legal status with its history, and the documents that show it.

A document is a PDF, kept as it came, or a photograph, made anew by `pictures`. Its file is written whole before its
row, under a random name, and only its owner may read it; its screen hands it out as a download and never shows it.
"""

import os
import secrets
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock, counters, organisations, pictures
from domain.db import Base, Moment, db
from domain.errors import RuleBroken

FORMS = ("informal", "association", "cooperative", "foundation", "union", "company", "public_body")
DOCUMENTS = ("registration", "statutes", "board", "report", "other")

PDF = "application/pdf"
PDF_MOST = 5_000_000  # bytes
DOCUMENTS_MOST = 20  # of one organisation at a time


class DocumentTooLarge(RuleBroken):
    """A PDF of more than `limit` bytes."""


class DocumentUnreadable(RuleBroken):
    """Neither a PDF nor a picture, whatever its name says."""


class TooManyDocuments(RuleBroken):
    """The organisation has `most` documents already."""


class DayAhead(RuleBroken):
    """A legal status holds from a day that has come."""


class Document(Base):
    """A file an association showed: its members and the platform team alone see it."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(64))  # under which its bytes are kept
    mime: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]  # bytes
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def filename(self) -> str:
        """What a download of it is called."""
        return f"{self.kind}-{self.id}.{'pdf' if self.mime == PDF else 'webp'}"


class LegalStatus(Base):
    """What an organisation is in law from a day on; the latest row holds, the earlier ones are its history."""

    __tablename__ = "legal_status"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    form: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(60), default="")
    since: Mapped[date]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    document: Mapped[Document | None] = relationship()


def record_status(
    organisation_id: int, form: str, number: str, since: date, *, document_id: int | None = None, actor_id: int
) -> LegalStatus:
    """Write down what an organisation is in law from now on; a mistake is mended by another row. The same said twice
    is one row. Raises DayAhead."""
    if since > clock.today():
        raise DayAhead(day=since)
    organisations.lock(organisation_id)
    latest = current_status(organisation_id)
    if latest and (latest.form, latest.number, latest.since, latest.document_id) == (form, number, since, document_id):
        return latest
    status = LegalStatus(
        organisation_id=organisation_id, form=form, number=number, since=since, document_id=document_id,
        recorded_by=actor_id,
    )  # fmt: skip
    db.session.add(status)
    db.session.flush()
    counters.touch_board()  # its public page names the form
    return status


def current_status(organisation_id: int) -> LegalStatus | None:
    """What an organisation is in law now, if it said so."""
    query = select(LegalStatus).where(LegalStatus.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(LegalStatus.id.desc()).limit(1)).first()


def status_history(organisation_id: int) -> list[LegalStatus]:
    """Every legal status that was written down, the latest first."""
    query = select(LegalStatus).where(LegalStatus.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(LegalStatus.id.desc())))


def add_document(
    organisation_id: int, kind: str, name: str, data: bytes, folder: Path, *, actor_id: int
) -> Document:  # fmt: skip
    """Keep a PDF or a photograph in `folder`.

    Raises DocumentTooLarge, DocumentUnreadable, TooManyDocuments, and what `pictures.make` raises."""
    mime, kept = _read(data)
    organisations.lock(organisation_id)
    if (db.session.scalar(select(func.count()).where(*_kept_by(organisation_id))) or 0) >= DOCUMENTS_MOST:
        raise TooManyDocuments(most=DOCUMENTS_MOST)
    document = Document(
        organisation_id=organisation_id, kind=kind, name=name, key=secrets.token_hex(16), mime=mime, size=len(kept),
        uploaded_by=actor_id,
    )  # fmt: skip
    _write(folder / document.key, kept)
    db.session.add(document)
    db.session.flush()
    return document


def _read(data: bytes) -> tuple[str, bytes]:
    """The kind of file that `data` is, and what is kept of it."""
    if data.startswith(b"%PDF-"):
        if len(data) > PDF_MOST:
            raise DocumentTooLarge(limit=PDF_MOST)
        return PDF, data
    try:
        picture = pictures.make(data)
    except pictures.PictureIsHeic:
        raise
    except pictures.PictureNotAPicture as error:
        raise DocumentUnreadable from error
    return pictures.MIME, picture.versions[picture.width]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def documents_of(organisation_id: int) -> list[Document]:
    """The documents an organisation shows, the latest first."""
    return list(db.session.scalars(select(Document).where(*_kept_by(organisation_id)).order_by(Document.id.desc())))


def find_document(organisation_id: int, document_id: int) -> Document | None:
    """A document of this organisation, unless it was removed."""
    return db.session.scalar(select(Document).where(Document.id == document_id, *_kept_by(organisation_id)))


def remove_document(document: Document, folder: Path) -> None:
    """Take a document back: its row stays as history, its bytes go. Safe to repeat."""
    document.removed_at = document.removed_at or clock.now()
    (folder / document.key).unlink(missing_ok=True)
    db.session.flush()


def _kept_by(organisation_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Document.organisation_id == organisation_id, Document.removed_at.is_(None)
