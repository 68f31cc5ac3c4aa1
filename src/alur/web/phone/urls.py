from django.urls import path

from alur.web.phone import installing, sharing

urlpatterns = [
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("service-worker.js", installing.service_worker, name="service_worker"),
    path("offline/", installing.offline, name="offline"),
    path("share/", sharing.share, name="share"),
    path("share/note/", sharing.note, name="share_note"),
    path("share/contacts/", sharing.contacts, name="share_contacts"),
]
