"""The command that brings in postcodes."""

from pathlib import Path

import click

from foundation.database import transaction
from foundation.places.postcode import BadImportError, import_code_point_open


@click.group()
def gazetteer() -> None:
    """Places and postcodes."""


@gazetteer.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_postcodes(file: Path) -> None:
    """Bring in postcodes from FILE: the zip "Code-Point Open", CSV, from the Ordnance Survey's OpenData pages."""
    try:
        with transaction() as session:
            count = import_code_point_open(session, file)
    except BadImportError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{count} postcodes")


COMMANDS: tuple[click.Command, ...] = (gazetteer,)
