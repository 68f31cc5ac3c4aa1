from django.urls import path

from alur.web.dashboards import composing, showing

urlpatterns = [
    path("dashboards/", showing.listed, name="dashboards"),
    path("dashboards/new/", composing.new, name="dashboard_new"),
    path("dashboards/<int:dashboard_id>/", showing.show, name="dashboard"),
    path("dashboards/<int:dashboard_id>/edit/", composing.edit, name="dashboard_edit"),
    path("dashboards/<int:dashboard_id>/filters/<slug:name>/", showing.filter_menu, name="dashboard_filter"),
    path("dashboards/<int:dashboard_id>/copy/", composing.copy, name="dashboard_copy"),
    path("dashboards/<int:dashboard_id>/removal/", composing.removal, name="dashboard_removal"),
]
