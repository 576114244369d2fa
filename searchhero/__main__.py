"""``python -m searchhero``."""

from searchhero.cli import main

main()
