from django.urls import path

from alur.web.activities import calendar, editing, outcome, planning, time

urlpatterns = [
    path("activities/calendar/", calendar.calendar, name="calendar"),
    path("activities/new/", planning.new, name="activity_new"),
    path("activities/new/about/", planning.about, name="things"),
    path("activities/<int:activity_id>/", editing.activity_of, name="activity"),
    path("activities/<int:activity_id>/outcome/", outcome.outcome_of, name="activity_outcome"),
    path("activities/<int:activity_id>/time/", time.time_of, name="activity_time"),
    path("activities/<int:activity_id>/skips/", editing.skips, name="activity_skips"),
    path("activities/<int:activity_id>/removal/", editing.removal, name="activity_removal"),
]
