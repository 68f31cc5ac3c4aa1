from django.urls import path

from alur.web.files import keeping, serving

urlpatterns = [
    path("files/", keeping.of_record, name="files"),
    path("files/<int:file_id>/", serving.content, name="file"),
    path("files/<int:file_id>/removal/", keeping.removal, name="file_removal"),
]
