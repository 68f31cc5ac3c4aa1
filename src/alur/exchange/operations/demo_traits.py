"""What the sample company's records carry beyond the usual: fields of its own, and tags on its customers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from alur.fields.models import FieldDefinition, FieldType, RecordKind
from alur.fields.operations.defining import ChoiceDesign, FieldDesign, archive, define, restore
from alur.fields.operations.tagging import tags_named
from alur.fields.queries.records import filled
from alur.people.models import Organization, OrganizationTag
from alur.tenancy.inserting import insert_rows
from alur.tenancy.models import Member, Workspace

Value = Callable[[random.Random, FieldDefinition, datetime], Any]


@dataclass(frozen=True, slots=True)
class OwnField:
    """`share` of the records hold a `value`, of deals those that came through `since` stages; `families` by name."""

    kind: RecordKind
    design: FieldDesign
    value: Value
    share: float
    since: int = 1
    families: tuple[str, ...] = ()
    is_put_away: bool = False


def _one_of(*values: Any) -> Value:
    return lambda chance, _field, _at: chance.choice(values)


def _an_answer(chance: random.Random, field: FieldDefinition, _at: datetime) -> str:
    return str(chance.choice(field.choices)["key"])


def _soon(chance: random.Random, _field: FieldDefinition, at: datetime) -> str:
    return (at + timedelta(days=chance.randint(7, 45))).date().isoformat()


def _choice(name_id: str, name_en: str, *answers: tuple[str, str], hint: str = "") -> FieldDesign:
    return FieldDesign(name_id, name_en, FieldType.CHOICE, [ChoiceDesign(*one) for one in answers], hint)


def _number(name_id: str, name_en: str, unit: str, lowest: str, highest: str, hint: str = "") -> FieldDesign:
    return FieldDesign(name_id, name_en, FieldType.NUMBER, hint=hint, unit=unit, lowest=lowest, highest=highest)


DEAL, COMPANY, PERSON, PRODUCT = (
    RecordKind.DEAL, RecordKind.ORGANIZATION, RecordKind.PERSON, RecordKind.PRODUCT
)  # fmt: skip
FIELDS = (
    OwnField(DEAL, _number("Jumlah cabang", "Branches", "", "1", "500", "Yang sudah buka, bukan rencana."),
             _one_of("1", "1", "1", "2", "2", "3", "4", "6", "12"), 0.9),
    OwnField(DEAL, FieldDesign("Anggaran disetujui", "Approved budget", FieldType.MONEY),
             _one_of(25_000_000, 50_000_000, 75_000_000, 120_000_000, 200_000_000, 350_000_000), 0.7, 2),
    OwnField(DEAL, _number("Daya listrik", "Power supply", "VA", "450", "33000", "Lihat MCB. 2 grup: 3.500 VA."),
             _one_of("1300", "2200", "3500", "5500", "6600", "10600"), 0.8, 2, ("Mesin",)),
    OwnField(DEAL, _choice("Cara bayar", "Payment", ("Tunai", "Cash"), ("Tempo 30 hari", "30 days"),
                           ("Cicilan 12 bulan", "12 instalments"), ("Sewa", "Rent")), _an_answer, 0.75, 3),
    OwnField(DEAL, FieldDesign("Jadwal pasang", "Installation day", FieldType.DATE), _soon, 0.6, 3, ("Mesin",)),
    OwnField(DEAL, FieldDesign("Sudah survei lokasi", "Site surveyed", FieldType.YES_NO),
             _one_of(True, True, False), 0.4),
    OwnField(DEAL, FieldDesign("Nomor SPH lama", "Old quote number"), _one_of("SPH/2024/118", "SPH/2025/031"), 0.1,
             is_put_away=True),
    OwnField(COMPANY, _number("Jumlah kursi", "Seats", "kursi", "1", "5000"),
             _one_of("20", "36", "48", "60", "80", "120", "240"), 0.55),
    OwnField(COMPANY, _choice("Pemasok kopi sekarang", "Current coffee supplier", ("Sangrai sendiri", "Own roastery"),
                              ("Pemasok lokal", "Local supplier"), ("Merek nasional", "National brand")),
             _an_answer, 0.45),
    OwnField(COMPANY, FieldDesign("Jam antar", "Delivery hours", hint="Kapan gudang atau dapur menerima barang."),
             _one_of("06.00-09.00", "08.00-11.00", "13.00-15.00", "Senin dan Kamis pagi"), 0.5),
    OwnField(COMPANY, FieldDesign("Punya barista tetap", "Has a barista", FieldType.YES_NO), _one_of(True, False), 0.6),
    OwnField(PERSON, _choice("Paling mudah dihubungi", "Best reached", ("WA pagi", "WhatsApp, mornings"),
                             ("Telepon siang", "Phone, afternoons"), ("Lewat asisten", "Through an assistant")),
             _an_answer, 0.5),
    OwnField(PRODUCT, _number("Garansi", "Warranty", "bulan", "0", "60"), _one_of("12", "12", "24"), 0.6),
    OwnField(PRODUCT, _number("Waktu kirim", "Delivery time", "hari", "0", "90"), _one_of("2", "3", "7", "14"), 0.9),
)  # fmt: skip
# share, the kinds of customers that may have it, all without
TAGS: tuple[tuple[str, float, tuple[str, ...]], ...] = (
    ("Prioritas", 0.1, ()), ("Kontrak 2027", 0.12, ("Hotel", "Katering", "Koperasi")), ("Banyak cabang", 0.15, ()),
    ("Lelang", 0.3, ("Koperasi",)), ("Grosir", 0.5, ("Distributor",)), ("Pameran 2026", 0.08, ()),
)  # fmt: skip


class OwnFields:
    """The sample's fields in a workspace: made once, found again, taken up again where they were put away."""

    def __init__(self, workspace: Workspace, families: Mapping[str, int], *, by: Member | None, at: datetime) -> None:
        rows = FieldDefinition.objects.filter(workspace_id=workspace.id)
        known = {(row.record_kind, row.name_id): row for row in rows}
        self.kept: list[tuple[OwnField, FieldDefinition]] = []
        for one in FIELDS:
            row = known.get((one.kind, one.design.name_id))
            if row is None:
                limited = replace(one.design, families=[str(families[name]) for name in one.families])
                row = define(workspace.id, one.kind, limited, by=by, at=at)
                if one.is_put_away:
                    archive(row, by=by, at=at)
            elif row.archived_at is not None and not one.is_put_away:
                restore(row, by=by, at=at)
            self.kept.append((one, row))

    def values(
        self, kind: RecordKind, about: str, *, at: datetime, stages: int = 1, families: Sequence[str] = ()
    ) -> dict[str, Any]:
        """What a record of `kind` holds; `about` names it, so that it is the same every time."""
        chance = random.Random(f"own-{about}")  # noqa: S311  (a story, not a secret)
        found = {}
        for one, row in self.kept:
            has_it = chance.random() < one.share
            value = one.value(chance, row, at)
            is_its = not one.families or any(name in families for name in one.families)
            if one.kind == kind and has_it and stages >= one.since and is_its:
                found[row.key] = value
        return found


def put_fields_away(workspace: Workspace, *, by: Member | None, at: datetime) -> None:
    """Those that nobody changed or filled with something of one's own, when the sample's rows are gone."""
    kept = FieldDefinition.objects.filter(workspace_id=workspace.id, archived_at__isnull=True)
    for one in FIELDS:
        as_made = {"name_id": one.design.name_id, "name_en": one.design.name_en, "hint": one.design.hint}
        for row in kept.filter(record_kind=one.kind, **as_made):
            if not filled(row).count:
                archive(row, by=by, at=at)


def tag(companies: Sequence[Organization]) -> None:
    """Mark new customers of one workspace, most of them not at all."""
    if not companies:
        return
    ws = companies[0].workspace_id
    tags = dict(zip((name for name, _share, _kinds in TAGS), tags_named(ws, [one[0] for one in TAGS]), strict=True))
    links = []
    for company in companies:
        chance = random.Random(f"tags-{company.external_id}")  # noqa: S311
        for name, share, kinds in TAGS:
            if chance.random() < share and (not kinds or company.industry in kinds):
                links.append(OrganizationTag(workspace_id=ws, organization_id=company.id, tag_id=tags[name].id))
    insert_rows(links)
