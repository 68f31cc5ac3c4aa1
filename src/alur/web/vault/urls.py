from django.urls import path

from alur.web.vault import views

urlpatterns = [
    path("settings/export/", views.vault, name="settings_export"),
    path("settings/export/exports/", views.exports, name="vault_exports"),
    path("settings/export/backups/", views.backups, name="vault_backups"),
    path("settings/export/uploads/", views.uploads, name="vault_uploads"),
    path("settings/export/<int:job_id>/check/", views.checks, name="vault_check"),
    path("settings/export/<int:job_id>/restore/", views.restores, name="vault_restore"),
    path("settings/export/<int:job_id>/stop/", views.halt, name="vault_stop"),
    path("settings/export/<int:job_id>/progress/", views.progress, name="vault_progress"),
    path("settings/export/<int:job_id>/file/<str:key>/", views.file, name="vault_file"),
]
