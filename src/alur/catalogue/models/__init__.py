from alur.catalogue.models.family import ProductFamily
from alur.catalogue.models.product import Product

__all__ = ["Product", "ProductFamily"]
