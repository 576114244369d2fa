"""The process that sets one poster: its folder is the working directory, the PDF goes to standard output.

Started as a file by ``appeals.poster``; it imports nothing of ours. The words are data (``poster.json``), never markup,
and there is nothing to fetch: no package, no font of the machine.

Arguments: the folder of the fonts, and the moment of the document in seconds since 1970.
"""

import resource
import sys

import typst

CPU_SECONDS = 10
MEMORY = 2 * 1024**3
"""Bytes of address space."""


def main() -> None:
    """Limits first. A character that no font has a shape for rules PDF/UA-1 out: then it is tagged all the same."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fonts, moment = sys.argv[1], int(sys.argv[2])
    press = typst.Compiler(
        "poster.typ",
        root=".",
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        package_path="/nonexistent",
        package_cache_path="/nonexistent",
    )
    try:
        made = press.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    except typst.TypstError:
        made = press.compile(format="pdf", timestamp=moment)
    if isinstance(made, bytes):
        sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
