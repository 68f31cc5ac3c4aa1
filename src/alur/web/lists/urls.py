from django.urls import path

from alur.web.lists import bulk, bulk_job, editing, exporting, filtering, showing, viewing

urlpatterns = [
    path("activities/", showing.activities, name="activities"),
    path("lists/<str:kind>/filter/", filtering.filter_of, name="list_filter"),
    path("lists/<str:kind>/count/", filtering.count_of, name="list_count"),
    path("lists/<str:kind>/totals/", showing.totals_of, name="list_totals"),
    path("lists/<str:kind>/export/", exporting.export, name="list_export"),
    path("lists/exports/<int:job_id>/", exporting.job, name="list_job"),
    path("lists/exports/<int:job_id>/stop/", exporting.job_stop, name="list_job_stop"),
    path("lists/exports/<int:job_id>/file/<str:key>/", exporting.job_file, name="list_job_file"),
    path("lists/<str:kind>/bulk/", bulk.bulk_form, name="list_bulk"),
    path("lists/<str:kind>/bulk/preview/", bulk.bulk_preview, name="list_bulk_preview"),
    path("lists/<str:kind>/bulk/start/", bulk.bulk_start, name="list_bulk_start"),
    path("bulk-changes/<int:bulk_id>/", bulk_job.bulk_change, name="bulk_change"),
    path("lists/<str:kind>/views/new/", viewing.new, name="view_new"),
    path("lists/<str:kind>/<int:record_id>/<str:name>/", editing.cell_of, name="list_cell"),
    path("views/<int:view_id>/", viewing.view_of, name="view"),
    path("views/<int:view_id>/pin/", viewing.pin, name="view_pin"),
    path("views/<int:view_id>/copy/", viewing.copy, name="view_copy"),
    path("views/<int:view_id>/removal/", viewing.removal, name="view_removal"),
]
