"""Settings, read once from the environment with the prefix ``SEARCHHERO_``.

Every field is in ``.env.example`` (a promise test holds that) and every broken one is named at start.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SEARCHHERO_"


class BrokenSettingsError(Exception):
    """One or more settings are missing or wrong; ``str()`` names every one, a line each."""


class Settings(BaseSettings):
    """What the operator decides. Field names upper-cased with the prefix are the variables."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    environment: Literal["development", "production"] = "production"
    database_url: str
    """PostgreSQL as the application's role: ``postgresql://user@host:port/name``."""
    database_owner_url: str = ""
    """PostgreSQL as the role that owns the tables; only ``db upgrade`` and ``db downgrade`` use it. Empty: as above."""
    valkey_url: str
    smtp_url: str
    """``smtp://host:port``, ``smtp+starttls://user:password@host:587`` or ``smtps://...:465``."""
    mail_from: str
    mail_bulk_from: str = ""
    """Sender of digests, on a domain of its own so that its reputation is apart. Empty: as ``mail_from``."""
    public_url: str
    """The only origin that links in mail ever carry (Y5) and the only Host that is answered."""
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode]
    """Comma-separated, newest first: the first signs, all verify."""
    vault_keys: Annotated[tuple[SecretStr, ...], NoDecode]
    """Comma-separated Fernet keys, newest first: the first encrypts, all decrypt."""
    index_key: SecretStr
    """Key of the blind indexes and of receipt codes: it lasts as long as the database, because nothing rotates it."""
    photo_dir: Path
    """Where photos are kept, published and sealed; on a disk that survives a restart."""
    purge_ledger: Path | None = None
    """The list of what ended and what was purged, which a restore replays; kept apart from the backups. Unset: in
    ``photo_dir``."""
    purge_closed_hours: Annotated[int, Field(ge=1, le=168)] = 24
    """After the withdrawal of a closed case its words and photos go: time to prove the withdrawal, and no more."""
    purge_open_days: Annotated[int, Field(ge=1)] = 60
    """The same after a review date that passed, or a withdrawal by mistake."""
    evidence_days: Annotated[int, Field(ge=1)] = 365
    """How long reports are kept after the end of their appeal: as agreed with the police."""
    state_dir: Path
    """Scratch space of the processes on this machine: beat's schedule, metric files."""
    proxy_hops: Annotated[int, Field(ge=0, le=5)] = 0
    """How many proxies in front are ours; exactly so many X-Forwarded-For entries are believed."""
    map_tiles_url: str = ""
    """``https://host/{z}/{x}/{y}.png`` of a tile server that may learn who looks where. Empty: an outline."""
    websub_hub: str = ""
    """``https://...`` of a WebSub hub that is told of every change of the feeds. Empty: none."""
    api_per_minute: Annotated[int, Field(ge=1)] = 120
    """Requests a minute with one key of the partner API."""
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Port of the Prometheus metrics on loopback; 0: none."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    sighting_client_per_hour: Annotated[int, Field(ge=1)] = 10
    """Reports an hour from one address before they go to the slow lane."""
    sighting_appeal_per_hour: Annotated[int, Field(ge=1)] = 200
    """Reports an hour about one appeal before they go to the slow lane."""
    sighting_ceiling_per_hour: Annotated[int, Field(ge=1)] = 100
    """Reports an hour from one address above which they are refused with 429."""

    @field_validator("secret_keys", "vault_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            keys = [key.strip() for key in value.split(",") if key.strip()]
            if not keys:
                raise ValueError("at least one key is needed")
            return keys
        return value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
            raise ValueError("must be an origin such as https://appeals.example.org")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("websub_hub")
    @classmethod
    def _hub(cls, value: str) -> str:
        if value and (
            urlsplit(value).scheme != "https" or not urlsplit(value).hostname or re.search(r'[\s<>"]', value)
        ):
            raise ValueError("must be the https address of a hub, or empty")
        return value

    @property
    def public_host(self) -> str:
        """Host (and port) that requests must name."""
        return urlsplit(self.public_url).netloc

    @property
    def owner_url(self) -> str:
        return self.database_owner_url or self.database_url

    @property
    def bulk_sender(self) -> str:
        return self.mail_bulk_from or self.mail_from


def load() -> Settings:
    """Read the environment.

    Raises:
        BrokenSettingsError: naming every missing or wrong variable at once.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'_'.join(str(part) for part in problem['loc'][:1]).upper()}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise BrokenSettingsError("\n".join(lines)) from None


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read at the first call."""
    return load()
