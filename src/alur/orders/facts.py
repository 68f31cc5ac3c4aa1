"""What happens to quotes and orders. Ids and primitives only; money is minor units of the quote's currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored
from alur.events.facts import Fact

Changes = dict[str, list[Any]]
"""Field name to [old, new]."""


@dataclass(frozen=True)
class QuoteMade(Fact):
    """`revision` 2 and on are new versions of the series' offer."""

    name: ClassVar[str] = "quote.made"
    quote: int
    deal: int
    title: str
    revision: int
    total: int


@dataclass(frozen=True)
class QuoteEdited(Fact):
    """A line is [product or null, name, details, unit, thousandths, unit price, basis points]; none where unchanged."""

    name: ClassVar[str] = "quote.edited"
    quote: int
    deal: int
    title: str
    changes: Changes
    old_lines: list[list[Any]] = field(default_factory=list)
    new_lines: list[list[Any]] = field(default_factory=list)
    old_total: int = 0
    new_total: int = 0


@dataclass(frozen=True)
class QuoteDeleted(Fact):
    name: ClassVar[str] = "quote.deleted"
    quote: int
    deal: int
    title: str


@dataclass(frozen=True)
class QuoteRestored(Fact):
    name: ClassVar[str] = "quote.restored"
    quote: int
    deal: int
    title: str


@dataclass(frozen=True)
class QuoteTurned(Fact):
    """A quote's status from `before` to `after` (columns), and [quote, old, new] of versions it superseded."""

    name: ClassVar[str] = ""
    quote: int
    deal: int
    title: str
    total: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    superseded: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class QuoteSent(QuoteTurned):
    name: ClassVar[str] = "quote.sent"


@dataclass(frozen=True)
class QuoteAccepted(QuoteTurned):
    """Who, and what they wrote, is in the personal part."""

    name: ClassVar[str] = "quote.accepted"


@dataclass(frozen=True)
class QuoteDeclined(QuoteTurned):
    """Who, and why, is in the personal part."""

    name: ClassVar[str] = "quote.declined"


@dataclass(frozen=True)
class QuoteApprovalAsked(QuoteTurned):
    """The seller asks whoever leads; `after` has the note."""

    name: ClassVar[str] = "quote.approval_asked"


@dataclass(frozen=True)
class QuoteApproved(QuoteTurned):
    name: ClassVar[str] = "quote.approved"


@dataclass(frozen=True)
class QuoteReturned(QuoteTurned):
    """Not approved as it stands; `after` has the note that says why."""

    name: ClassVar[str] = "quote.returned"


@dataclass(frozen=True)
class QuoteTurnedBack(QuoteTurned):
    """What was done to a quote was taken back."""

    name: ClassVar[str] = "quote.turned_back"


@dataclass(frozen=True)
class QuoteLinkMade(Fact):
    name: ClassVar[str] = "quote.link_made"
    quote: int
    deal: int
    title: str
    link: int
    expires_at: str


@dataclass(frozen=True)
class QuoteLinkRevoked(Fact):
    name: ClassVar[str] = "quote.link_revoked"
    quote: int
    deal: int
    title: str
    link: int


@dataclass(frozen=True)
class QuoteOpened(Fact):
    """Someone outside looked at it; the same within a minute counts once."""

    name: ClassVar[str] = "quote.opened"
    quote: int
    deal: int
    title: str
    link: int


@dataclass(frozen=True)
class OrderMade(RecordMade):
    name: ClassVar[str] = "order.made"


@dataclass(frozen=True)
class OrderEdited(RecordEdited):
    """`changes` may hold `lines`: how they are taxed, and the lines as in quote.edited."""

    name: ClassVar[str] = "order.edited"


@dataclass(frozen=True)
class OrderDeleted(RecordDeleted):
    name: ClassVar[str] = "order.deleted"


@dataclass(frozen=True)
class OrderRestored(RecordRestored):
    name: ClassVar[str] = "order.restored"


@dataclass(frozen=True)
class QuotePdfAsked(Fact):
    """Someone wants the quote as a file: the worker makes it."""

    name: ClassVar[str] = "quote.pdf_asked"
    quote: int
    deal: int
    title: str


@dataclass(frozen=True)
class QuoteRulesSet(Fact):
    """`changes` of logo_id, most_discount (basis points), most_value (minor units): [old, new]."""

    name: ClassVar[str] = "quote_rules.set"
    changes: Changes


@dataclass(frozen=True)
class TaxRateAdded(RecordMade):
    name: ClassVar[str] = "tax_rate.added"


@dataclass(frozen=True)
class TaxRateEdited(RecordEdited):
    name: ClassVar[str] = "tax_rate.edited"


@dataclass(frozen=True)
class TaxRateRemoved(RecordDeleted):
    name: ClassVar[str] = "tax_rate.removed"


@dataclass(frozen=True)
class TaxRateRestored(RecordRestored):
    name: ClassVar[str] = "tax_rate.restored"
