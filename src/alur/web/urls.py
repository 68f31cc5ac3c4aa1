from django.urls import include, path

urlpatterns = [
    path("", include("alur.web.accounts.urls")),
    path("", include("alur.web.today.urls")),
    path("", include("alur.web.activities.urls")),
    path("", include("alur.web.audit.urls")),
    path("", include("alur.web.board.urls")),
    path("", include("alur.web.lists.urls")),
    path("", include("alur.web.dashboards.urls")),
    path("", include("alur.web.deals.urls")),
    path("", include("alur.web.notices.urls")),
    path("", include("alur.web.people.urls")),
    path("", include("alur.web.catalogue.urls")),
    path("", include("alur.web.files.urls")),
    path("", include("alur.web.imports.urls")),
    path("", include("alur.web.phone.urls")),
    path("", include("alur.web.quotes.urls")),
    path("", include("alur.web.search.urls")),
    path("", include("alur.web.reports.urls")),
    path("", include("alur.web.settings.urls")),
    path("", include("alur.web.trash.urls")),
    path("", include("alur.web.vault.urls")),
]
