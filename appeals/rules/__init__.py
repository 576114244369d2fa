"""States and decisions of an appeal. Standard library only: facts in, decision out."""

from appeals.rules.public import Case, PublicAppeal, PublicPhoto

__all__ = ["Case", "PublicAppeal", "PublicPhoto"]
