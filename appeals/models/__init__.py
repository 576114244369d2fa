"""Tables of the appeals room: no behaviour. A new table stands in the file of its subject."""

from appeals.models.appeal import Appeal, AppealClearance, AppealPhoto, AppealVersion, SiteEpoch

__all__ = ["Appeal", "AppealClearance", "AppealPhoto", "AppealVersion", "SiteEpoch"]
