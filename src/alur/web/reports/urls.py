from django.urls import path

from alur.web.reports import activity, changes, choices, funnel, home, postponed, since, unfit

urlpatterns = [
    path("reports/", home.first_report, name="reports"),
    path("reports/funnel/", funnel.show, name="report_funnel"),
    path("reports/activity/", activity.show, name="report_activity"),
    path("reports/changes/", changes.show, name="report_changes"),
    path("reports/postponed/", postponed.show, name="report_postponed"),
    path("reports/unfit/", unfit.show, name="report_unfit"),
    path("reports/changes/since/", since.since, name="report_since"),
    path("reports/<slug:report>/filters/<slug:name>/", choices.report_filter, name="report_filter"),
]
