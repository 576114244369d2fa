"""What partners get: the mails, the words, and pictures that carry their name."""

from appeals.briefing.letters import briefing_letter, link_path, recall_letter, recall_path, reference_of
from appeals.briefing.watermark import marked

__all__ = ["briefing_letter", "link_path", "marked", "recall_letter", "recall_path", "reference_of"]
