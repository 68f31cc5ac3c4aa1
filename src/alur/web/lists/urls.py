from django.urls import path

from alur.web.lists import editing, filtering, showing, viewing

urlpatterns = [
    path("activities/", showing.activities, name="activities"),
    path("lists/<str:kind>/filter/", filtering.filter_of, name="list_filter"),
    path("lists/<str:kind>/count/", filtering.count_of, name="list_count"),
    path("lists/<str:kind>/totals/", showing.totals_of, name="list_totals"),
    path("lists/<str:kind>/views/new/", viewing.new, name="view_new"),
    path("lists/<str:kind>/<int:record_id>/<str:name>/", editing.cell_of, name="list_cell"),
    path("views/<int:view_id>/", viewing.view_of, name="view"),
    path("views/<int:view_id>/pin/", viewing.pin, name="view_pin"),
    path("views/<int:view_id>/copy/", viewing.copy, name="view_copy"),
    path("views/<int:view_id>/removal/", viewing.removal, name="view_removal"),
]
