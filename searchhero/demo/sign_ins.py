"""Who can sign in to the demo. Apart from the rest: ``searchhero run`` says it without loading every room."""

from collections.abc import Iterator

from searchhero.demo.cast import PASSWORD, STAFF


def sign_in_lines() -> Iterator[str]:
    """A line each."""
    yield f"Password of each: {PASSWORD}"
    for name, email, roles in STAFF:
        yield f"{email:28} {name}, {' and '.join(role.replace('_', ' ') for role in roles)}"
