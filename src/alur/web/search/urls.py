from django.urls import path

from alur.web.search import keys, palette, searching, seen

urlpatterns = [
    path("search/", searching.search, name="search"),
    path("search/palette/", palette.palette, name="palette"),
    path("search/seen/", seen.seen, name="seen"),
    path("search/keys/", keys.keys, name="keys"),
]
