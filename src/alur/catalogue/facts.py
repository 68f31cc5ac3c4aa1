from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored
from alur.events.facts import Fact


@dataclass(frozen=True)
class ProductCreated(RecordMade):
    name: ClassVar[str] = "product.created"


@dataclass(frozen=True)
class ProductEdited(RecordEdited):
    name: ClassVar[str] = "product.edited"


@dataclass(frozen=True)
class ProductDeleted(RecordDeleted):
    name: ClassVar[str] = "product.deleted"


@dataclass(frozen=True)
class ProductRestored(RecordRestored):
    name: ClassVar[str] = "product.restored"


@dataclass(frozen=True)
class ProductFamilyCreated(RecordMade):
    name: ClassVar[str] = "product_family.created"


@dataclass(frozen=True)
class ProductFamilyEdited(RecordEdited):
    name: ClassVar[str] = "product_family.edited"


@dataclass(frozen=True)
class ProductFamilyDeleted(RecordDeleted):
    name: ClassVar[str] = "product_family.deleted"


@dataclass(frozen=True)
class ProductFamilyRestored(RecordRestored):
    name: ClassVar[str] = "product_family.restored"


@dataclass(frozen=True)
class PriceListCreated(RecordMade):
    name: ClassVar[str] = "price_list.created"


@dataclass(frozen=True)
class PriceListEdited(RecordEdited):
    name: ClassVar[str] = "price_list.edited"


@dataclass(frozen=True)
class PriceListDeleted(RecordDeleted):
    name: ClassVar[str] = "price_list.deleted"


@dataclass(frozen=True)
class PriceListRestored(RecordRestored):
    name: ClassVar[str] = "price_list.restored"


@dataclass(frozen=True)
class PricesSet(Fact):
    """`prices` holds [product, old, new] each; old and new are [from how many thousandths, minor units] each."""

    name: ClassVar[str] = "price_list.prices_set"
    record: int
    title: str
    prices: list[list[Any]] = field(default_factory=list)
