from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from alur.events.changing import RecordDeleted, RecordEdited, RecordMade, RecordRestored


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
