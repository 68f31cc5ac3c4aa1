from django.urls import path

from alur.web.catalogue import products

urlpatterns = [
    path("products/", products.listed, name="products"),
    path("products/new/", products.new, name="product_new"),
    path("products/families/", products.family, name="families"),
    path("products/<int:product_id>/", products.show, name="product"),
    path("products/<int:product_id>/removal/", products.removal, name="product_removal"),
]
