from django.urls import path

from alur.web.activities import outcome, planning, time

urlpatterns = [
    path("activities/new/", planning.new, name="activity_new"),
    path("activities/<int:activity_id>/", planning.activity_of, name="activity"),
    path("activities/<int:activity_id>/outcome/", outcome.outcome_of, name="activity_outcome"),
    path("activities/<int:activity_id>/time/", time.time_of, name="activity_time"),
    path("activities/<int:activity_id>/removal/", planning.removal, name="activity_removal"),
]
