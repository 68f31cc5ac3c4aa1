from alur.reporting.models.dashboard import Dashboard
from alur.reporting.models.saved_view import SavedView, Sharing, ViewPin

__all__ = ["Dashboard", "SavedView", "Sharing", "ViewPin"]
