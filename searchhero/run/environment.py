"""The settings of a run on one machine: what the environment says, and for the rest something that works."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from foundation.settings import PREFIX
from searchhero.embedded import APPLICATION, OWNER, Postgres, Valkey
from searchhero.run.ground import GroundError, chosen_port, free_ports, is_held

VAR = Path("var")
"""Everything that a run keeps, in the folder that it is started in."""
_NOTE = "run.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """On loopback. ``inbox_smtp``, ``postgres`` and ``valkey`` are whatever was free."""

    site: int
    inbox: int
    metrics: int
    inbox_smtp: int
    postgres: int
    valkey: int


def ports(environment: Mapping[str, str]) -> Ports:
    """As the environment chooses them; raises ``GroundError`` for what is not a port."""
    metrics, smtp, postgres, valkey = free_ports(4)
    return Ports(
        site=chosen_port(environment, "PORT", 8000),
        inbox=chosen_port(environment, "INBOX_PORT", 8025),
        metrics=chosen_port(environment, f"{PREFIX}METRICS_PORT", metrics),
        inbox_smtp=smtp,
        postgres=postgres,
        valkey=valkey,
    )


def keys(var: Path) -> dict[str, str]:
    """The keys of this folder, made at the first start and kept for its owner's eyes only (mode 0600)."""
    path = var / "keys.json"
    if not path.exists():
        made = {
            "signing": secrets.token_urlsafe(48),
            "vault": Fernet.generate_key().decode(),
            "index": secrets.token_urlsafe(48),
            "database": secrets.token_urlsafe(24),
        }
        _write(path, made)
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}
    except (ValueError, AttributeError):
        raise GroundError(f"{path} is damaged: put its backup back, or remove {var} to begin anew.") from None


def servers(var: Path, chosen: Ports, own: dict[str, str]) -> tuple[Postgres, Valkey]:
    """The embedded ones. Their folders are absolute: they run elsewhere."""
    return (
        Postgres(folder=var.resolve() / "postgres", port=chosen.postgres, password=own["database"]),
        Valkey(folder=var.resolve() / "valkey", port=chosen.valkey),
    )


def defaults(var: Path, chosen: Ports, own: dict[str, str], postgres: Postgres, valkey: Valkey) -> dict[str, str]:
    """A value for each setting that has to have one."""
    home = var.resolve()
    return {
        f"{PREFIX}ENVIRONMENT": "development",
        f"{PREFIX}DATABASE_URL": postgres.url(APPLICATION),
        f"{PREFIX}DATABASE_OWNER_URL": postgres.url(OWNER),
        f"{PREFIX}VALKEY_URL": valkey.url,
        f"{PREFIX}SMTP_URL": f"smtp://127.0.0.1:{chosen.inbox_smtp}",
        f"{PREFIX}MAIL_FROM": "Digital Search Hero <appeals@searchhero.example.org>",
        f"{PREFIX}MAIL_BULK_FROM": "Digital Search Hero <digest@news.searchhero.example.org>",
        f"{PREFIX}PUBLIC_URL": f"http://localhost:{chosen.site}",
        f"{PREFIX}SECRET_KEYS": own["signing"],
        f"{PREFIX}VAULT_KEYS": own["vault"],
        f"{PREFIX}INDEX_KEY": own["index"],
        f"{PREFIX}PHOTO_DIR": str(home / "photos"),
        f"{PREFIX}STATE_DIR": str(home / "state"),
        f"{PREFIX}METRICS_PORT": str(chosen.metrics),
    }


def effective(environment: Mapping[str, str], fallback: Mapping[str, str]) -> dict[str, str]:
    """All our settings: the environment wins. A database of one's own brings its own owner, or needs none."""
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX) and value}
    filled = dict(fallback)
    if f"{PREFIX}DATABASE_URL" in given:
        del filled[f"{PREFIX}DATABASE_OWNER_URL"]
    return filled | given


def note(var: Path, values: Mapping[str, str]) -> None:
    """Leave the settings of this run for commands in another terminal (``searchhero doctor``, ``demo code``)."""
    _write(var / _NOTE, dict(values))


def forget_note(var: Path) -> None:
    (var / _NOTE).unlink(missing_ok=True)


def join_the_run(var: Path = VAR) -> None:
    """In a terminal that knows none of our settings, take those of the run in this folder, if there is one.

    What a run that was killed left behind names ports where nobody listens any more: only a live one counts.
    """
    if any(name.startswith(PREFIX) for name in os.environ) or not is_held(var):
        return
    try:
        os.environ.update(json.loads((var / _NOTE).read_text()))
    except (OSError, ValueError):
        return


def _write(path: Path, values: dict[str, str]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(values, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
