"""Tables of the appeals room, without behaviour. A subject of its own has a file of its own."""

from appeals.models.appeal import Appeal, AppealClearance, AppealPhoto, AppealVersion, SiteEpoch
from appeals.models.briefing import Briefing, BriefingLink, BriefingVersion
from appeals.models.certificate import ChannelVisit, WithdrawalCertificate, WithdrawalChannel, WithdrawalLeftover
from appeals.models.door import DoorReading, DoorRequest
from appeals.models.life import AppealReminder, AppealSchedule
from appeals.models.programs import ApiKey, HubNotice
from appeals.models.purge import LegalHold, PurgeReceipt
from appeals.models.translation import AppealTranslation
from appeals.models.writing import AppealComment, AppealEdition

__all__ = [
    "ApiKey",
    "Appeal",
    "AppealClearance",
    "AppealComment",
    "AppealEdition",
    "AppealPhoto",
    "AppealReminder",
    "AppealSchedule",
    "AppealTranslation",
    "AppealVersion",
    "Briefing",
    "BriefingLink",
    "BriefingVersion",
    "ChannelVisit",
    "DoorReading",
    "DoorRequest",
    "HubNotice",
    "LegalHold",
    "PurgeReceipt",
    "SiteEpoch",
    "WithdrawalCertificate",
    "WithdrawalChannel",
    "WithdrawalLeftover",
]
