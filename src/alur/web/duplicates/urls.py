from django.urls import path

from alur.web.duplicates import showing

urlpatterns = [
    path("duplicates/", showing.duplicates, name="duplicates"),
    path("duplicates/<int:pair_id>/merge/", showing.merging, name="duplicates_merge"),
    path("duplicates/<int:pair_id>/difference/", showing.difference, name="duplicates_difference"),
]
