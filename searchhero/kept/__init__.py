"""The bytes of public answers: made once, given before Flask, thrown away with the site epoch (docs/adr/0006)."""

from searchhero.kept.keeper import Keeper
from searchhero.kept.site import Site

__all__ = ["Keeper", "Site"]
