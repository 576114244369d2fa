"""The audit trail: append-only, hash-chained, guarded by the database itself (rule Y1)."""

from foundation.audit import deeds
from foundation.audit.chain import Break, Head, verify
from foundation.audit.models import AuditEntry
from foundation.audit.record import SYSTEM, record

__all__ = ["SYSTEM", "AuditEntry", "Break", "Head", "deeds", "record", "verify"]
