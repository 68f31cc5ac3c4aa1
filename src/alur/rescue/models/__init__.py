from alur.rescue.models.customer import CustomerWatch
from alur.rescue.models.limit import StageLimit
from alur.rescue.models.rescued import Rescued
from alur.rescue.models.snooze import Snooze
from alur.rescue.models.total import WatchTotal
from alur.rescue.models.watch import NEVER, Watch

__all__ = ["NEVER", "CustomerWatch", "Rescued", "Snooze", "StageLimit", "Watch", "WatchTotal"]
