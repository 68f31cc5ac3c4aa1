"""What companies and persons are compared by, read from their rows: a few queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from alur.kernel.likeness import company_words, person_words
from alur.kernel.names import legal_form
from alur.people.models import ContactKind, ContactPoint, Organization, Person

ORGANIZATION, PERSON, DEAL = "organization", "person", "deal"
BATCH = 500
_FREE_MAIL = frozenset(
    [
        "gmail.com", "yahoo.com", "yahoo.co.id", "ymail.com", "rocketmail.com", "hotmail.com", "outlook.com",
        "outlook.co.id", "live.com", "icloud.com", "proton.me", "protonmail.com", "aol.com", "mail.com",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Features:
    """`place` is latitude and longitude in millionths of a degree, `source` the system it came from and its number
    there, `company` a person's company or a deal's. What follows `domains` are deals' alone: `value` in minor units,
    days as ordinals."""

    id: int
    name: str
    words: tuple[str, ...]
    form: str = ""
    region: str = ""
    street: str = ""
    place: tuple[int, int] | None = None
    source: tuple[str, str] = ("", "")
    company: int | None = None
    phones: frozenset[str] = field(default_factory=frozenset)
    mails: frozenset[str] = field(default_factory=frozenset)
    domains: frozenset[str] = field(default_factory=frozenset)
    products: frozenset[int] = field(default_factory=frozenset)
    people: frozenset[int] = field(default_factory=frozenset)
    value: int = 0
    made_on: int = 0
    close_on: int | None = None
    pipeline: int = 0
    status: str = ""


def companies_of(workspace_id: int, ids: list[int]) -> dict[int, Features]:
    rows = Organization.objects.filter(workspace_id=workspace_id, id__in=ids).values_list(
        "id", "name", "region_code", "street", "latitude", "longitude", "website", "external_source", "external_id"
    )
    reached = _contacts(workspace_id, "organization_id", ids)
    found = {}
    for row_id, name, region, street, latitude, longitude, website, source, number in rows:
        phones, mails = reached.get(row_id, _NOBODY)
        domains = {domain_of(mail) for mail in mails} | {host_of(website)}
        found[row_id] = Features(
            row_id, name, tuple(company_words(name)), legal_form(name), region, " ".join(street.casefold().split()),
            (latitude, longitude) if latitude is not None and longitude is not None else None, (source, number), None,
            frozenset(phones), frozenset(mails), frozenset(domains - {""}),
        )  # fmt: skip
    return found


def persons_of(workspace_id: int, ids: list[int]) -> dict[int, Features]:
    rows = Person.objects.filter(workspace_id=workspace_id, id__in=ids).values_list(
        "id", "name", "organization_id", "external_source", "external_id"
    )
    reached = _contacts(workspace_id, "person_id", ids)
    found = {}
    for row_id, name, company, source, number in rows:
        phones, mails = reached.get(row_id, _NOBODY)
        found[row_id] = Features(
            row_id, name, tuple(person_words(name)), source=(source, number), company=company,
            phones=frozenset(phones), mails=frozenset(mails),
        )  # fmt: skip
    return found


_NOBODY: tuple[set[str], set[str]] = (set(), set())


def _contacts(workspace_id: int, column: str, ids: list[int]) -> dict[int, tuple[set[str], set[str]]]:
    """Record to its phones (E.164) and addresses."""
    kinds = {ContactKind.PHONE.value: 0, ContactKind.EMAIL.value: 1}
    # The kind is judged here: asked for in SQL, SQLite may go through all of a workspace's numbers by their kind.
    rows = ContactPoint.objects.filter(workspace_id=workspace_id, **{f"{column}__in": ids})
    found: dict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for record_id, kind, value in rows.values_list(column, "kind", "value"):
        if kind in kinds:
            found[record_id][kinds[kind]].add(value)
    return found


def domain_of(mail: str) -> str:
    """The part of an address that is a company's own; empty for one that anybody may have."""
    domain = mail.rpartition("@")[2].lower()
    return "" if domain in _FREE_MAIL else domain


def host_of(website: str) -> str:
    """`https://www.lembahmanis.example/kontak` as `lembahmanis.example`."""
    text = website.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:  # what someone typed as a website need not be one
        return ""
    return host.removeprefix("www.") if "." in host else ""
