from django.urls import path

from alur.web.catalogue import prices, products

urlpatterns = [
    path("price-lists/", prices.listed, name="price_lists"),
    path("price-lists/<int:price_list_id>/", prices.show, name="price_list"),
    path("price-lists/<int:price_list_id>/prices/", prices.prices, name="price_list_prices"),
    path("price-lists/<int:price_list_id>/removal/", prices.removal, name="price_list_removal"),
    path("products/", products.listed, name="products"),
    path("products/new/", products.new, name="product_new"),
    path("products/families/", products.family, name="families"),
    path("products/<int:product_id>/", products.show, name="product"),
    path("products/<int:product_id>/removal/", products.removal, name="product_removal"),
]
