"""Encrypted columns. What is stored is bytes; what the code sees is the value."""

from typing import Any

from sqlalchemy import Dialect, LargeBinary, TypeDecorator

from foundation import vault


class Sealed(TypeDecorator[bytes]):
    """Bytes that are encrypted at rest. Not searchable: keep a ``vault.blind_index`` beside it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.unseal(bytes(value))


class SealedText(TypeDecorator[str]):
    """Text that is encrypted at rest, as UTF-8."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault.seal(value.encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else vault.unseal(bytes(value)).decode()
