"""``python -m searchhero.strings``: bring the catalogs in ``translations/`` up to what the public pages say.

New sentences come in empty, old ones go; nothing is guessed. Exit code 1 while a sentence has no translation.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from foundation.languages import LANGUAGES, OWN
from foundation.paths import STATIC
from searchhero.languages import CATALOGS

ROOT = STATIC.parent
PUBLIC = (
    "templates/layout/base.html", "templates/layout/form.html", "templates/layout/public*.html",
    "templates/appeals/*.html", "templates/components/*",
    "templates/errors/*", "templates/heroes/[!r]*.html", "templates/pages/*", "templates/sightings/public/*",
    "appeals/poster*", "appeals/poster/*", "appeals/pictures*", "appeals/pictures/*", "appeals/sharing.py",
    "appeals/forms/door.py", "heroes/forms.py", "sightings/forms.py", "sightings/views/re*.py",
)  # fmt: skip
"""What a person may meet who is not signed in; ``heroes/runs.html`` is the staff's."""
_KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2)}


def sentences() -> Catalog:
    """All that the public pages say, in the order of their files."""
    catalog = Catalog(project="Search Hero", charset="utf-8")
    for path in sources():
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        with path.open("rb") as source:
            for line, said, notes, context in extract(method, source, _KEYWORDS, ("Translators:",)):
                catalog.add(said, None, [(str(path.relative_to(ROOT)), line)], auto_comments=notes, context=context)
    return catalog


def missing(tag: str) -> list[str]:
    """Sentences that ``tag`` has no words for."""
    known = _read(tag)
    return [_first(message) for message in sentences() if message.id and not _said(known, message)]


def update(tag: str) -> None:
    """Take in new sentences of ``tag``, empty, and let go of old ones."""
    catalog = _read(tag)
    catalog.update(sentences(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.fuzzy, catalog.header_comment = False, ""
    written = io.BytesIO()
    write_po(written, catalog, width=120, omit_header=False, include_lineno=False, sort_output=True)
    kept = [line for line in written.getvalue().decode().splitlines() if not line.startswith('"POT-Creation-Date')]
    (CATALOGS / f"{tag}.po").write_text("\n".join(kept) + "\n")


def sources() -> Iterator[Path]:
    """The files of ``PUBLIC``."""
    found = {path for pattern in PUBLIC for path in ROOT.glob(pattern)}
    return (path for path in sorted(found) if path.suffix in {".py", ".html", ".txt"})


def _read(tag: str) -> Catalog:
    path = CATALOGS / f"{tag}.po"
    if not path.is_file():
        return Catalog(locale=tag, project="Search Hero", charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=tag)


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def _said(known: Catalog, message: Message) -> bool:
    found = known.get(message.id, message.context)
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple) else bool(found.string)


@click.command()
def main() -> None:
    """Update the catalogs and say what is missing."""
    CATALOGS.mkdir(exist_ok=True)
    owed = 0
    for tag in LANGUAGES:
        if tag == OWN:
            continue
        update(tag)
        count = len(missing(tag))
        click.echo(f"{tag}: {count} without a translation" if count else f"{tag}: complete")
        owed += count
    sys.exit(1 if owed else 0)


if __name__ == "__main__":
    main()
