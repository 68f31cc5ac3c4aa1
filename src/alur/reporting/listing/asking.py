"""What a list is asked for: which kind, which of them, in which order, as of which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from alur.fields.filtering.compiling import condition_of
from alur.fields.filtering.reading import read_filter, write_filter
from alur.fields.filtering.tree import AND, Condition, Filter, Group
from alur.fields.filtering.viewing import Viewpoint
from alur.fields.filtering.wording import Wording, wording
from alur.kernel.dates import local_day
from alur.kernel.refusal import N_, Refusal
from alur.pipeline.operations.totalling import zone_of
from alur.reporting.listing.activities import ACTIVITIES
from alur.reporting.listing.columns import Column, Listing, Order
from alur.reporting.listing.deals import DEALS
from alur.reporting.listing.people import ORGANIZATIONS, PERSONS
from alur.reporting.listing.products import PRODUCTS
from alur.tenancy.models import Member

LISTINGS: dict[str, Listing] = {one.kind: one for one in (DEALS, ORGANIZATIONS, PERSONS, ACTIVITIES, PRODUCTS)}
LONGEST_WORDS = 100
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """`as_of` is a past day whose last instant is meant, of deals alone; `condition` is what filter and words ask, and
    `by_row` the same for rows that are looked at one by one, in their order.
    """

    listing: Listing
    view: Viewpoint
    tree: Filter
    words: str
    sort: str
    as_of: date | None
    condition: Q
    by_row: Q
    is_named: bool = False
    """The words leave so few rows that these are named one by one."""

    @property
    def filter(self) -> str:
        return write_filter(self.tree)

    @property
    def order(self) -> tuple[Order, bool]:
        """By what, and whether it falls."""
        column = self.listing.columns_of(self.view)[self.sort.removeprefix("-")]
        assert column.order is not None
        return column.order, self.sort.startswith("-")

    @property
    def is_served(self) -> bool:
        """Does an index find the rows in their order, so that reading stops after a page?"""
        if self.words:
            return False
        parts = self.tree.parts if isinstance(self.tree, Group) else (self.tree,)
        is_plain = not isinstance(self.tree, Group) or self.tree.joint == AND
        return is_plain and all(isinstance(one, Condition) and one.field in self.listing.served for one in parts)


def asked_for(
    kind: str,
    member: Member,
    *,
    now: datetime,
    filter: str | None = None,  # noqa: A002  (its name in addresses)
    words: str = "",
    sort: str = "",
    as_of: date | None = None,
) -> Asked:
    """Read a question; None for `filter` is the usual one, "" asks for everything. Raises Refusal, for the filter one
    by condition.
    """
    listing = LISTINGS[kind]
    view = Viewpoint(member, now=now, zone=zone_of(member.workspace_id))
    tree = read_filter(listing.usual_filter if filter is None else filter)
    words = words.strip()[:LONGEST_WORDS]
    found = wording(member.workspace_id, kind, words) if words else Wording()
    condition = Q()
    if as_of is None:
        condition = condition_of(kind, tree, view)
    else:
        _check_day(as_of, view)
    return Asked(
        listing, view, tree, words, check_sort(listing, sort, view), as_of, condition & found.whole,
        condition & found.by_row, found.is_few,
    )  # fmt: skip


def check_sort(listing: Listing, sort: str, view: Viewpoint) -> str:
    """The sort, or the usual one for none. Refusal for what rows cannot be put in order by."""
    if not sort:
        return listing.usual_sort
    column = listing.columns_of(view).get(sort.removeprefix("-"))
    if column is None or column.order is None:
        raise Refusal(N_("This list cannot be sorted by “%(name)s”."), field="sort", name=sort.removeprefix("-"))
    return sort


def columns_wanted(listing: Listing, names: Iterable[str], view: Viewpoint) -> list[Column]:
    """The columns of these names in order, the leading one first; the usual ones for none. What is no longer there is
    left out.
    """
    known = listing.columns_of(view)
    wanted = [name for name in dict.fromkeys(names) if name in known] or list(listing.shown)
    return [known[name] for name in dict.fromkeys([listing.first, *wanted])][:MOST_COLUMNS]


def _check_day(as_of: date, view: Viewpoint) -> None:
    if as_of > local_day(view.now, view.zone):
        raise Refusal(N_("That day has not come yet. Choose a day in the past."), field="as_of")
