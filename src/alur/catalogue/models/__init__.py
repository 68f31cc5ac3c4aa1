from alur.catalogue.models.family import ProductFamily
from alur.catalogue.models.price_list import Price, PriceList
from alur.catalogue.models.product import Product

__all__ = ["Price", "PriceList", "Product", "ProductFamily"]
