from alur.orders.models.link import QuoteLink
from alur.orders.models.order import Order, OrderLine, OrderStatus
from alur.orders.models.pdf import QuotePdf
from alur.orders.models.priced import TaxMode
from alur.orders.models.quote import Approval, Quote, QuoteHead, QuoteLine, QuoteStatus
from alur.orders.models.rules import Logo, QuoteRules, TaxRate

__all__ = [
    "Approval",
    "Logo",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Quote",
    "QuoteHead",
    "QuoteLine",
    "QuoteLink",
    "QuotePdf",
    "QuoteRules",
    "QuoteStatus",
    "TaxMode",
    "TaxRate",
]
