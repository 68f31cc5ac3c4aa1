from alur.orders.models.link import QuoteLink
from alur.orders.models.quote import Quote, QuoteHead, QuoteLine, QuoteStatus, TaxMode

__all__ = ["Quote", "QuoteHead", "QuoteLine", "QuoteLink", "QuoteStatus", "TaxMode"]
