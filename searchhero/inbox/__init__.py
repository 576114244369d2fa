"""The local inbox: every mail of a run on one machine ends here, and can be read. For development only."""

from searchhero.inbox.serve import serve

__all__ = ["serve"]
