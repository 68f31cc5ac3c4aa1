from alur.automation.models.bulk_change import BulkChange, BulkState
from alur.automation.models.hand_over import HandOver, HandOverState, Split

__all__ = ["BulkChange", "BulkState", "HandOver", "HandOverState", "Split"]
