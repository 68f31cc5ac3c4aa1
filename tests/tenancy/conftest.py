from tests.tenancy.stock import shop

__all__ = ["shop"]
