"""What products can be asked by."""

from __future__ import annotations

from alur.fields.filtering.dated import Moment
from alur.fields.filtering.declaring import declare
from alur.fields.filtering.fields import Money, Reference, Text, YesNo
from alur.kernel.refusal import N_

declare(
    "product",
    [
        Text(name="name", title=N_("Name"), column="name"),
        Text(name="sku", title=N_("SKU"), column="sku"),
        Reference(name="family", title=N_("Product family"), column="family_id", to="family"),
        Text(name="unit", title=N_("Unit"), column="unit"),
        Money(name="price", title=N_("Price"), column="unit_price"),
        YesNo(name="active", title=N_("For sale"), column="is_active"),
        Text(name="external_source", title=N_("Outside system"), column="external_source"),
        Text(name="external_id", title=N_("Outside number"), column="external_id"),
        Moment(name="created", title=N_("Created"), column="created_at"),
        Moment(name="updated", title=N_("Last change"), column="updated_at"),
    ],
)
