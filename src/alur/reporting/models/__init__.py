from alur.reporting.models.saved_view import SavedView, Sharing, ViewPin

__all__ = ["SavedView", "Sharing", "ViewPin"]
