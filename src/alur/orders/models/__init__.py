from alur.orders.models.link import QuoteLink
from alur.orders.models.order import Order, OrderLine, OrderStatus
from alur.orders.models.pdf import QuotePdf
from alur.orders.models.priced import TaxMode
from alur.orders.models.quote import Quote, QuoteHead, QuoteLine, QuoteStatus

__all__ = [
    "Order",
    "OrderLine",
    "OrderStatus",
    "Quote",
    "QuoteHead",
    "QuoteLine",
    "QuoteLink",
    "QuotePdf",
    "QuoteStatus",
    "TaxMode",
]
