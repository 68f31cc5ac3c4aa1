from django.urls import path

from alur.web.activities import calendar, editing, feed, outcome, planning, time

urlpatterns = [
    path("calendar/<str:token>.ics", feed.feed, name="calendar_feed"),
    path("settings/me/calendar/", feed.settings_calendar, name="settings_calendar"),
    path("settings/me/calendar/feed/", feed.settings_feed, name="settings_feed"),
    path("activities/calendar/", calendar.calendar, name="calendar"),
    path("activities/new/", planning.new, name="activity_new"),
    path("activities/new/about/", planning.about, name="things"),
    path("activities/<int:activity_id>/", editing.activity_of, name="activity"),
    path("activities/<int:activity_id>/event.ics", feed.event, name="event_file"),
    path("activities/<int:activity_id>/outcome/", outcome.outcome_of, name="activity_outcome"),
    path("activities/<int:activity_id>/time/", time.time_of, name="activity_time"),
    path("activities/<int:activity_id>/skips/", editing.skips, name="activity_skips"),
    path("activities/<int:activity_id>/removal/", editing.removal, name="activity_removal"),
]
