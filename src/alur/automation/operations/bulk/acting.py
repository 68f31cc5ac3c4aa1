"""What can be done to many records: read from its plain form, judged and written for a batch.

    {"do": "stage", "stage": "12"}                              {"do": "owner", "owner": "7" | null}
    {"do": "field", "field": "temperature", "value": "hot"}     {"do": "tags", "add": ["vip"], "remove": []}
    {"do": "close", "outcome": "lost", "reason": "Harga"}       or "not_a_fit", "until": a day or "never_again": true
    {"do": "step", "kind": "call", "title": "", "due_at": …}
    {"do": "due", "days": -3} or {"do": "due", "on": "2026-12-01"}
    {"do": "done", "outcome": "Tidak jadi"}                      {"do": "price", "percent": "2.5", "step": 500}
    {"do": "delete"}

Which of them goes with which kind stands at the end. Values are kept forms: ids as texts, days and
instants ISO, own fields as in `fields/operations/filling.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from alur.automation.operations.bulk import activities, deals, products, steps
from alur.automation.operations.bulk.others import ORGANIZATIONS, PERSONS
from alur.automation.operations.bulk.wanting import owner_wanted, tags_wanted
from alur.events.recording import Operation
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Member


class Verdict(Protocol):
    """What comes of it for one record."""

    @property
    def record_id(self) -> int: ...

    @property
    def refusal(self) -> Refusal | None: ...

    @property
    def is_changed(self) -> bool: ...


class Act(Protocol):
    """One of the things that can be done."""

    def judge(self, rows: Sequence[Any], *, at: datetime) -> Sequence[Verdict]:
        """What would come of it; nothing is written. Raises Refusal where it cannot be done to any."""
        ...

    def write(self, judged: Sequence[Any], *, act: Operation) -> None: ...


def act_from(kind: str, plain: Mapping[str, Any], by: Member) -> Act:
    """Read what is to be done, as this member. Raises Refusal by field for what cannot be."""
    read = _READ.get(kind, {}).get(str(plain.get("do", "")))
    if read is None:
        raise Refusal(N_("Choose what to do."), field="do")
    return read(plain, by)


Reader = Callable[[Mapping[str, Any], Member], Act]
_READ: dict[str, dict[str, Reader]] = {
    "deal": {
        "stage": deals.move,
        "owner": lambda plain, by: deals.Edit({"owner_id": owner_wanted(plain, by, is_of_deals=True)}),
        "field": deals.change_field,
        "tags": lambda plain, by: deals.TagChange(*tags_wanted(plain)),
        "close": deals.close,
        "step": steps.on_deals,
        "delete": lambda plain, by: deals.Delete(),
    },
    "organization": {
        "owner": lambda plain, by: ORGANIZATIONS.giving(owner_wanted(plain, by)),
        "step": steps.with_each,
        "field": ORGANIZATIONS.changing,
        "tags": lambda plain, by: ORGANIZATIONS.tagging(*tags_wanted(plain)),
        "delete": lambda plain, by: ORGANIZATIONS.deleting(),
    },
    "person": {
        "owner": lambda plain, by: PERSONS.giving(owner_wanted(plain, by)),
        "step": steps.with_each,
        "field": PERSONS.changing,
        "delete": lambda plain, by: PERSONS.deleting(),
    },
    "activity": {
        "owner": lambda plain, by: activities.Give(owner_wanted(plain, by)),
        "due": activities.move,
        "done": activities.finish,
        "delete": activities.remove,
    },
    "product": {
        "field": products.PRODUCTS.changing,
        "price": products.reprice,
        "delete": lambda plain, by: products.PRODUCTS.deleting(),
    },
}
KINDS = tuple(_READ)
"""The kinds of which many are changed at once."""
