from django.urls import path

from alur.web.trash import views

urlpatterns = [
    path("trash/", views.shown, name="trash"),
    path("trash/<slug:kind>/<int:record_id>/", views.restoration, name="restoration"),
]
