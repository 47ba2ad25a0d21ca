"""An association's papers: its legal status with its history, and the documents that show it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment

FORMS = ("informal", "association", "cooperative", "foundation", "union", "company", "public_body")
DOCUMENTS = ("registration", "statutes", "board", "report", "other")


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
