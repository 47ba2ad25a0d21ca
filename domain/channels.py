"""Channels: where a shared link was put, so that the platform team sees what brings people. Counts only: no cookie, no
address, nobody is followed.

A link carries its channel as `?c=`; a pledge made on the page it opens keeps it.
"""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base

CHANNELS = ("whatsapp", "telegram", "facebook", "x", "copy", "poster", "letter")


class Visit(Base):
    """How often a page was opened by links of a channel on a day. `noun`: need, organisation, edition."""

    __tablename__ = "visit"

    day: Mapped[date] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(14), primary_key=True)
    noun_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    visits: Mapped[int] = mapped_column(default=0)
