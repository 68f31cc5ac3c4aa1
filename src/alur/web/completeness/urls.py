from django.urls import path

from alur.web.completeness import filling, report

urlpatterns = [
    path("reports/data/", report.report, name="report_data"),
    path("deals/<int:deal_id>/data/", filling.deal_data, name="deal_data"),
    path("organizations/<int:organization_id>/data/", filling.organization_data, name="organization_data"),
    path("persons/<int:person_id>/data/", filling.person_data, name="person_data"),
]
