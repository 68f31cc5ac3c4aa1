from django.urls import path

from alur.web.forgotten import acting, showing

urlpatterns = [
    path("forgotten/", showing.forgotten, name="forgotten"),
    path("forgotten/<int:deal_id>/data/", acting.data_of, name="forgotten_data"),
    path("forgotten/<int:deal_id>/owner/", acting.owner_of, name="forgotten_owner"),
    path("forgotten/<int:deal_id>/snooze/", acting.snooze_of, name="forgotten_snooze"),
]
