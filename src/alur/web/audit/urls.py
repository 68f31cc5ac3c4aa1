from django.urls import path

from alur.web.audit import exporting, views

urlpatterns = [
    path("settings/audit/", views.audit, name="settings_audit"),
    path("settings/audit/file/", exporting.export, name="settings_audit_file"),
    path("settings/audit/<int:operation_id>/", views.act, name="settings_act"),
]
