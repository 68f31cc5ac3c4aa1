from django.urls import path

from alur.web.notices import following, naming, reading, settings, showing

urlpatterns = [
    path("settings/me/notices/", settings.settings_notices, name="settings_notices"),
    path("notices/", showing.notices, name="notices"),
    path("notices/bell/", showing.bell, name="bell"),
    path("notices/news/", showing.news, name="news"),
    path("notices/reading/", reading.reading_of_all, name="notices_read"),
    path("notices/<int:notice_id>/", reading.notice_of, name="notice"),
    path("notices/<int:notice_id>/reading/", reading.reading_of, name="notice_read"),
    path("mentions/", naming.mentions, name="mentions"),
    path("deals/<int:deal_id>/mentions/", naming.deal_mentions, name="deal_mentions"),
    path("deals/<int:deal_id>/follow/", following.deal_follow, name="deal_follow"),
    path("organizations/<int:organization_id>/follow/", following.organization_follow, name="organization_follow"),
]
