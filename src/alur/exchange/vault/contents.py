"""What of a workspace goes into its export: every table by introspection, but for what is named here with its reason.

Tables stand in the order of their references. A reference that cannot wait its turn (a team's lead is a member, a
member is of a team) is `late`: restored as nothing at first, and filled in when all rows are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models

from alur.tenancy.scoped import Scoped, ScopedForeignKey

LEFT_OUT = {
    "accounts.CalendarFeed": "keys: an address that shows a calendar opens nothing elsewhere",
    "accounts.ApiToken": "keys: hashes open nothing elsewhere, and a copy must not be opened by the original's",
    "accounts.Device": "sessions of users, who belong to the installation",
    "accounts.Invitation": "keys, by mail, to the original",
    "accounts.OwnerLink": "a key, good for half an hour",
    "accounts.Passkey": "of users, who belong to the installation",
    "accounts.RecoveryCode": "of users, who belong to the installation",
    "accounts.Totp": "of users, who belong to the installation",
    "accounts.SignInFailure": "of the installation, not of a company",
    "events.FailedDelivery": "tried again by the original; a copy that did so too would send twice",
    "events.ScheduledJob": "the clock of the installation",
    "events.Submission": "answers to repeated requests, kept for two days",
    "exchange.VaultJob": "exports and backups themselves, with files of the place where they ran",
    "notices.Notice": "news of the original: a copy that mailed it would tell it twice",
    "orders.QuoteLink": "keys: an address sent to a customer opens the quote of the original, never a copy's",
    "orders.QuotePdf": "made from the quote when it is asked for",
    "search.SearchEntry": "made from the records, and marked with the workspace's own id: the worker makes it anew",
    "search.SearchWord": "made from the records, like the entries",
    "search.SeenRecord": "what someone has looked at is theirs alone",
    "tenancy.User": "passwords and sign-in belong to the installation; members come back by their address",
    "tenancy.Workspace": "stands in the manifest: a copy gets an id and an address of its own",
}
LEFT_OUT_COLUMNS = {("tenancy.Member", "user_id"): "sign-in belongs to the installation"}
NAMES_ITSELF = {("events.EventSubject", "record_id")}
"""Where the workspace's own id may stand; written as 0, for a copy has another."""
OF_ITS_PLACE = ("id", "slug", "is_whole")
"""What a workspace does not take along: a copy is found by others."""
LAST = ("events.EventHead",)
"""The relay reads events up to the head: it comes when all else is there, or their listeners would hear them anew."""


@dataclass(frozen=True, slots=True)
class Table:
    """`label` is `app.Model`; `columns` are the fields in order, without the workspace's."""

    label: str
    model: type[Scoped]
    columns: tuple[models.Field[Any, Any], ...]
    late: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.attname for column in self.columns)

    @property
    def file(self) -> str:
        return f"tables/{self.label.lower()}.jsonl"


@lru_cache(maxsize=1)
def tables() -> tuple[Table, ...]:
    """All tables of an export, each after those it refers to."""
    waiting = [model for model in apps.get_models() if issubclass(model, Scoped) and not model._meta.proxy]
    last = [model for model in waiting if model._meta.label in LAST]
    waiting = [model for model in waiting if model._meta.label not in (*LEFT_OUT, *LAST)]
    placed: dict[type[Scoped], frozenset[str]] = {}
    while waiting:
        model = next((one for one in waiting if not _open(one, placed)), None)
        model = model or next(one for one in waiting if all(ref.null for ref in _open(one, placed)))
        placed[model] = frozenset(ref.column_name for ref in _references(model) if ref.related_model not in placed)
        waiting.remove(model)
    placed.update(dict.fromkeys(last, frozenset()))
    return tuple(Table(model._meta.label, model, _columns(model), late) for model, late in placed.items())


def every_scoped_model() -> list[type[Scoped]]:
    """Also those left out, in the order of their references: what a workspace may leave behind."""
    listed = [table.model for table in tables()]
    others = [model for model in apps.get_models() if issubclass(model, Scoped) and model not in listed]
    return [*listed, *(model for model in others if not model._meta.proxy)]


def _columns(model: type[Scoped]) -> tuple[models.Field[Any, Any], ...]:
    label = model._meta.label
    return tuple(
        field
        for field in model._meta.local_concrete_fields
        if field.column and field.attname != "workspace_id" and (label, field.attname) not in LEFT_OUT_COLUMNS
    )


def _references(model: type[Scoped]) -> list[ScopedForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, ScopedForeignKey)]


def _open(model: type[Scoped], placed: dict[type[Scoped], frozenset[str]]) -> list[ScopedForeignKey]:
    """References to tables that are not placed yet, but for those to the table itself."""
    found = (ref for ref in _references(model) if ref.related_model is not model)
    return [ref for ref in found if ref.related_model not in placed]
