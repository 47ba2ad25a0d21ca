"""«Still needed?»: a link without an account, by which an association renews its list, changes a quantity or closes a
need; needs that nobody renews sink behind their equals, then expire."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment


class RenewalLink(Base):
    """A link to one association's list, for this single purpose; only the token's hash is kept."""

    __tablename__ = "renewal_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the clock
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # the last time
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
