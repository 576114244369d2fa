"""`searchhero demo`: only where the environment is development."""

import click

from foundation import clock
from foundation.settings import settings
from searchhero.demo import people
from searchhero.demo.fill import fill


@click.group(invoke_without_command=True)
@click.pass_context
def demo(context: click.Context) -> None:
    """Fill the database with invented people, appeals and reports (development only)."""
    if settings().environment != "development":
        raise click.ClickException("The demo is for development; SEARCHHERO_ENVIRONMENT says production.")
    if context.invoked_subcommand is None:
        from searchhero.web import create_app

        try:
            with create_app().app_context():
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


COMMANDS = (demo,)
