from django.urls import path

from alur.web.imports import drafting, running

urlpatterns = [
    path("imports/", drafting.listed, name="imports"),
    path("imports/<int:import_id>/", running.show, name="import"),
    path("imports/<int:import_id>/columns/", drafting.columns, name="import_columns"),
    path("imports/<int:import_id>/discard/", drafting.discard, name="import_discard"),
    path("imports/<int:import_id>/progress/", running.progress, name="import_progress"),
    path("imports/<int:import_id>/stop/", running.stop, name="import_stop"),
    path("imports/<int:import_id>/undo/", running.undo, name="import_undo"),
    path("imports/<int:import_id>/errors.csv", running.errors, name="import_errors"),
]
