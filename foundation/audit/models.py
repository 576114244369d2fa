"""The tables of the audit trail. Their hashes are made, and changes refused, by triggers of the first migration."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, FetchedValue, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base


class AuditEntry(Base):
    """One thing that somebody did. Ids and codes only, never a name, place or text of a report (rule Y4)."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_kind", "subject_id"), Index(None, "actor", "at"))

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, server_default=FetchedValue())
    at: Mapped[datetime]
    actor: Mapped[str]
    """``staff:<id>``, ``team:<id>``, ``public`` or ``system``."""
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[str]
    """Canonical JSON (sorted keys, no spaces), kept as text so that its bytes are what was hashed."""
    previous: Mapped[bytes] = mapped_column(LargeBinary, server_default=FetchedValue())
    digest: Mapped[bytes] = mapped_column(LargeBinary, server_default=FetchedValue())


class AuditHead(Base):
    """The last link of the chain, so that a cut at its end shows."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("one", name="single_row"),)

    one: Mapped[bool] = mapped_column(primary_key=True, default=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
