"""The round of checks: settings first, then each part on its own, so that one that is ill hides no other."""

from collections.abc import Callable

from foundation.settings import BrokenSettingsError, settings
from searchhero import rooms
from searchhero.doctor import checks
from searchhero.doctor.findings import Finding, Level

Check = Callable[[], Finding | list[Finding]]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("database", checks.database),
    ("schema", checks.schema_at_head),
    ("audit trail", checks.audit_trail),
    ("broker", checks.broker),
    ("relay", checks.relay),
    ("disk", checks.disk),
    ("clock", checks.clock_in_step),
    ("keys", checks.keys),
    ("beat", checks.beat),
    ("waiting", checks.waiting),
)


def examine() -> list[Finding]:
    """Every finding, in order. A check that fails in a way nobody thought of is a finding too."""
    try:
        settings()
    except BrokenSettingsError as error:
        return [Finding(check="settings", level=Level.NOW, words="; ".join(str(error).splitlines()))]
    rooms.import_tasks()
    found = [Finding(check="settings", level=Level.WELL, words=f"complete, for {settings().environment}")]
    for name, check in CHECKS:
        try:
            result = check()
        except Exception as error:
            words = f"could not be checked: {type(error).__name__}"
            result = Finding(check=name, level=Level.NOW, words=words)
        found += result if isinstance(result, list) else [result]
    return found
