from alur.notices.models.follow import Follow
from alur.notices.models.notice import Notice
from alur.notices.models.preference import Preference

__all__ = ["Follow", "Notice", "Preference"]
