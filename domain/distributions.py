"""Distribution: what reached people, in counts of families, women, men and children; no name of anybody, anywhere."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment
from domain.needs import Need


class Distribution(Base):
    """Units of one need given out at one place on one day. Never changed: a correction is a row of the same figures
    with a minus sign that names the row it takes back."""

    __tablename__ = "distribution"
    __table_args__ = (CheckConstraint("quantity <> 0", name="some"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    day: Mapped[date]
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    place: Mapped[str] = mapped_column(String(80), default="")
    quantity: Mapped[int]
    families: Mapped[int] = mapped_column(default=0)
    women: Mapped[int] = mapped_column(default=0)
    men: Mapped[int] = mapped_column(default=0)
    children: Mapped[int] = mapped_column(default=0)
    steps: Mapped[list[str]] = mapped_column(JSON, default=list)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("distribution.id"), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same distribution
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    need: Mapped[Need] = relationship()
