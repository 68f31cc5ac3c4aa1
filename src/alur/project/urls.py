from django.urls import include, path

from alur.web.shell.views import errors
from alur.web.shell.views.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("api/", include("alur.api.urls")),
    path("", include("alur.web.urls")),
]

handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
