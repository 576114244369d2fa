"""`searchhero demo`: only where the environment is development."""

from collections.abc import Iterator

import click

from foundation import clock
from foundation.settings import settings
from searchhero.demo import cast, people
from searchhero.demo.fill import fill


@click.group(invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Fill the database with invented people, appeals and reports (development only)."""
    if settings().environment != "development":
        raise click.ClickException("The demo is for development; SEARCHHERO_ENVIRONMENT says production.")
    if context.invoked_subcommand is None:
        try:
            fill(clock.now())
        except people.AlreadyFilledError:
            raise click.ClickException("The demo is in this database already.") from None
        click.echo("The demo is in.")


@demo.command()
@click.argument("email")
def code(email: str) -> None:
    """Print the second factor that the app of this demo account would show now."""
    found = people.code_of(email, clock.now())
    if found is None:
        raise click.ClickException(f"No demo account has the address {email}.")
    click.echo(found)


def sign_in_lines() -> Iterator[str]:
    """Who can sign in to the demo, a line each."""
    yield f"Password of each: {cast.PASSWORD}"
    for name, email, roles in cast.STAFF:
        yield f"{email:28} {name}, {' and '.join(role.replace('_', ' ') for role in roles)}"


COMMANDS = (demo,)
