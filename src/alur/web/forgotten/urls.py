from django.urls import path

from alur.web.forgotten import acting, by_mail, causes, customers, offers, showing

urlpatterns = [
    path("forgotten/", showing.forgotten, name="forgotten"),
    path("forgotten/causes/", causes.causes, name="forgotten_causes"),
    path("forgotten/customers/", customers.customers, name="forgotten_customers"),
    path("forgotten/offers/", offers.offers, name="forgotten_offers"),
    path("forgotten/<int:deal_id>/taking/", offers.taking, name="forgotten_taking"),
    path("forgotten/by-mail/<str:key>/", by_mail.by_mail, name="forgotten_by_mail"),
    path("forgotten/<int:deal_id>/owner/", acting.owner_of, name="forgotten_owner"),
    path("forgotten/<int:deal_id>/snooze/", acting.snooze_of, name="forgotten_snooze"),
]
