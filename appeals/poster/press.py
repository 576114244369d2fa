"""The process that sets one poster: its folder is the working directory, what it made goes to standard output.

Started as a file by ``appeals.poster``; it imports nothing of ours. The words are data (``poster.json``), never markup,
and there is nothing to fetch: no package, no font of the machine.

Arguments: the folder of the fonts, the moment of the document in seconds since 1970, and ``pdf``, or ``png`` for a
picture of the first page.
"""

import resource
import sys

import typst

CPU_SECONDS = 10
MEMORY = 2 * 1024**3
"""Bytes of address space."""
SHARPNESS = 110
"""Pixels to the inch of a picture: an A4 page is 910 wide."""


def main() -> None:
    """Limits first. A character that no font has a shape for rules PDF/UA-1 out: then it is tagged all the same."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fonts, moment, form = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    press = typst.Compiler(
        "poster.typ",
        root=".",
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        package_path="/nonexistent",
        package_cache_path="/nonexistent",
    )
    made = _picture(press) if form == "png" else _pdf(press, moment)
    sys.stdout.buffer.write(made)


def _pdf(press: typst.Compiler, moment: int) -> bytes:
    try:
        made = press.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    except typst.TypstError:
        made = press.compile(format="pdf", timestamp=moment)
    return made if isinstance(made, bytes) else b""


def _picture(press: typst.Compiler) -> bytes:
    """A document of one page comes as its bytes, a longer one as a list of them."""
    made = press.compile(format="png", ppi=SHARPNESS)
    return (made if isinstance(made, bytes) else made[0]) if made else b""


if __name__ == "__main__":
    main()
