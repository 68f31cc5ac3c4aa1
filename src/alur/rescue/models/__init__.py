from alur.rescue.models.customer import CustomerWatch
from alur.rescue.models.duplicates import LikelyPair, LikenessKey, LikenessPass
from alur.rescue.models.limit import StageLimit
from alur.rescue.models.merge import Merge
from alur.rescue.models.rescued import Rescued
from alur.rescue.models.rolling import Rolling, RollingRule, RollingState, Then
from alur.rescue.models.snooze import Snooze
from alur.rescue.models.total import Span, WatchTotal
from alur.rescue.models.watch import NEVER, Watch

__all__ = [
    "NEVER",
    "CustomerWatch",
    "LikelyPair",
    "LikenessKey",
    "LikenessPass",
    "Merge",
    "Rescued",
    "Rolling",
    "RollingRule",
    "RollingState",
    "Snooze",
    "Span",
    "StageLimit",
    "Then",
    "Watch",
    "WatchTotal",
]
