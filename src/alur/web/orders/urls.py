from django.urls import path

from alur.web.orders import listing, ordering

urlpatterns = [
    path("deals/<int:deal_id>/orders/", ordering.of_deal, name="deal_orders"),
    path("quotes/<int:quote_id>/order/", ordering.of_quote, name="quote_order"),
    path("orders/", listing.orders, name="orders"),
    path("orders/<int:order_id>/", ordering.order, name="order"),
    path("orders/<int:order_id>/removal/", ordering.removal, name="order_removal"),
]
