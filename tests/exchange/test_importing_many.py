"""Companies and persons that come in by the hundred are what one after the other would have been."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from alur.events.models import Event, EventSubject
from alur.exchange.mapping import mapping_from
from alur.exchange.models import DataImport, FailedRow
from alur.exchange.operations.importing import prepare_import, run_import
from alur.exchange.operations.taking_back import undo_import
from alur.exchange.remembering import Remembered
from alur.people.models import ContactPoint, Organization, Person
from alur.people.operations.bringing_in import bring_in_organizations, bring_in_persons
from alur.people.operations.contacts import contacts_of
from alur.people.operations.organizations import NewOrganization, create_organization, tags_of
from alur.people.operations.persons import NewPerson, create_person
from alur.pipeline.models import Deal, DealTag
from alur.pipeline.operations.verifying import differences
from tests.world import NOW, World

COMPANY = {
    "industry": "Kafe", "size": 12, "region_code": "32.73", "tags": ["Kafe", "kafe", "VIP "], "owner_id": None,
    "contacts": [("phone", "0812 3456 7890", "kantor"), ("email", "Halo@Kopi.example", "")], "external_source": "lama",
    "external_id": "7",
}  # fmt: skip
NAMED = ("title", "organization", "person")
OF_ITS_OWN = {"id", "external_id"}


def facts_of(row: Organization | Person) -> dict[str, Any]:
    """All that is kept of a record, but for what tells it from others."""
    kind = "organization" if isinstance(row, Organization) else "person"
    columns = {
        name: getattr(row, name) for field in row._meta.concrete_fields if (name := field.attname) not in OF_ITS_OWN
    }
    points = ContactPoint.objects.filter(workspace_id=row.workspace_id, **{f"{kind}_id": row.id}).order_by("position")
    subjects = EventSubject.objects.filter(workspace_id=row.workspace_id, kind=kind, record_id=row.id)
    events = Event.objects.filter(workspace_id=row.workspace_id, id__in=subjects.values("event_id"))
    return {
        **columns,
        "contacts": contacts_of(row),
        "values": list(points.values_list("kind", "value", "typed", "label", "position")),
        "tags": sorted(tags_of(row)) if isinstance(row, Organization) else [],
        "events": [(one.name, one.payload["title"], one.actor_id, one.occurred_at) for one in events],
        "subjects": sorted(
            EventSubject.objects.filter(workspace_id=row.workspace_id, event_id__in=subjects.values("event_id"))
            .exclude(record_id=row.id)
            .values_list("kind", "record_id")
        ),
    }


def test_a_company_brought_in_with_others_is_what_it_would_be_alone(world: World) -> None:
    ws = world.workspace.id
    alone = create_organization(ws, NewOrganization(" Kopi  Lembah ", COMPANY), by=world.wati, at=NOW)
    news = [NewOrganization(" Kopi  Lembah ", {**COMPANY, "external_id": "8"}), NewOrganization("Lain", {})]
    together = bring_in_organizations(ws, news, by=world.wati, at=NOW)
    assert [row.name for row in together] == ["Kopi Lembah", "Lain"]
    kept = [Organization.objects.get(workspace_id=ws, id=row.id) for row in (alone, together[0])]
    assert facts_of(kept[0]) == facts_of(kept[1])
    assert together[1].owner_id == world.wati.id


def test_a_person_brought_in_with_others_is_what_they_would_be_alone(world: World) -> None:
    ws = world.workspace.id
    company = world.make_organization()
    extra = {"organization_id": company.id, "job_title": "Pemilik", "contacts": COMPANY["contacts"], "owner_id": None}
    alone = create_person(ws, NewPerson("Ibu Ratna", extra), by=world.wati, at=NOW)
    together = bring_in_persons(ws, [NewPerson("Ibu Ratna", extra), NewPerson("Pak Anton", {})], by=world.wati, at=NOW)
    kept = [Person.objects.get(workspace_id=ws, id=row.id) for row in (alone, together[0])]
    assert facts_of(kept[0]) == facts_of(kept[1])
    assert facts_of(kept[1])["subjects"] == [("organization", company.id)]


def bring(world: World, path: Path, text: str, columns: dict[str, str], record: str) -> tuple[DataImport, int]:
    """The import, and how many statements it took."""
    path.write_text(text)
    mapping = mapping_from({"record": record, "columns": columns, "external_source": record})
    job = prepare_import(world.workspace, [(path.name, path)], mapping, duplicates="skip", by=world.wati, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        run_import(job)
    return job, len(asked)


def test_two_hundred_companies_persons_or_deals_take_no_more_statements_than_twenty(
    world: World, tmp_path: Path
) -> None:
    heads = {
        "organization": ("name,phone,tags", {"name": "name", "phone": "phone", "tags": "tags"}),
        "person": ("name,company,phone", {"name": "name", "company": "organization", "phone": "phone"}),
        "deal": ("id,title,organization,person", {"id": "external_id", **{name: name for name in NAMED}}),
    }
    rows = {
        "organization": lambda n: f"Kopi {n},0812345{n:05},kafe",
        "person": lambda n: f"Ibu {n},Toko {n},0813345{n:05}",
        "deal": lambda n: f"{n},Mesin {n},Resto {n},Pak {n}",
    }
    for record, (head, columns) in heads.items():
        taken = []
        for numbers in (range(20), range(20, 220)):
            text = "\n".join([head, *map(rows[record], numbers)])
            job, count = bring(world, tmp_path / "rows.csv", text, columns, record)
            assert (job.created, job.failed) == (len(numbers), 0)
            taken.append(count)
        few, many = taken
        assert many <= few * 2, f"{record}: {few} statements for 20, {many} for 200"
    assert Organization.objects.filter(workspace_id=world.workspace.id).count() == 3 * 220
    assert undo_import(job, by=world.wati, at=NOW) == (600, 0)
    assert Deal.objects.filter(workspace_id=world.workspace.id).count() == 20


def test_a_company_that_cannot_be_stays_out_alone(world: World, tmp_path: Path) -> None:
    text = "nama,kota\nKopi Satu,Kota Bandung\n,Kota Bandung\nKopi Dua,\n"
    job, _ = bring(world, tmp_path / "rows.csv", text, {"nama": "name", "kota": "region"}, "organization")
    assert (job.created, job.failed) == (2, 1)
    assert FailedRow.objects.get(workspace_id=world.workspace.id, data_import_id=job.id).number == 3
    bandung = Organization.objects.get(workspace_id=world.workspace.id, name="Kopi Satu")
    assert bandung.province_code == "32"


def test_rows_that_are_likely_the_same_as_one_brought_in_a_batch_before_are_left_out(
    world: World, tmp_path: Path, monkeypatch: Any
) -> None:
    for name in ("FIRST_BATCH", "SMALLEST_BATCH", "LARGEST_BATCH"):
        monkeypatch.setattr(f"alur.exchange.operations.importing.{name}", 2)
    text = "judul,perusahaan\nMesin,Kopi\nBiji,Kopi\nMesin,Kopi\nMesin,Teh\n"
    job, _ = bring(world, tmp_path / "rows.csv", text, {"judul": "title", "perusahaan": "organization"}, "deal")
    assert (job.created, job.skipped) == (3, 1)


def test_a_number_that_someone_brings_in_while_a_batch_is_put_together_is_updated(world: World, tmp_path: Path) -> None:
    asked: list[str] = []
    others: list[Deal] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if not asked and sql.startswith("SELECT") and '"external_id"' in sql:
            asked.append(sql)
            others.append(world.make_deal("Mesin"))
            Deal.objects.filter(workspace_id=world.workspace.id, id=others[0].id).update(
                external_source="deal", external_id="7"
            )
        return answer

    columns = {"id": "external_id", "judul": "title", "perusahaan": "organization"}
    text = "id,judul,perusahaan\n7,Mesin besar,Kopi\n8,Biji,Kopi\n"
    with connection.execute_wrapper(meanwhile):
        job, _ = bring(world, tmp_path / "rows.csv", text, columns, "deal")
    assert (job.rows_done, job.created, job.updated, job.failed) == (2, 1, 1, 0)
    assert world.reload(others[0]).title == "Mesin besar"
    assert differences(world.workspace.id) == []
    assert undo_import(job, by=world.wati, at=NOW) == (3, 0)  # a company, a deal, and the old title
    assert world.reload(others[0]).title == "Mesin"


def test_a_tag_that_is_too_long_keeps_its_row_out_alone(world: World, tmp_path: Path) -> None:
    text = f"judul,tag\nMesin,{'x' * 41}\nBiji,kafe; Kafe\n"
    job, _ = bring(world, tmp_path / "rows.csv", text, {"judul": "title", "tag": "tags"}, "deal")
    assert (job.created, job.failed) == (1, 1)
    assert FailedRow.objects.get(workspace_id=world.workspace.id, data_import_id=job.id).column == "tag"
    assert DealTag.objects.filter(workspace_id=world.workspace.id).count() == 1


@given(st.lists(st.tuples(st.one_of(st.text(max_size=3), st.tuples(st.text(max_size=2), st.none() | st.integers())),
                          st.integers(-(2**63), 2**63 - 1)), max_size=40))  # fmt: skip
def test_what_an_import_remembers_is_what_a_dictionary_would(pairs: list[tuple[Any, int]]) -> None:
    found, expected = Remembered(), dict[Any, int]()
    for key, number in pairs:
        assert found.setdefault(key, number) == expected.setdefault(key, number)
        found[key, 1] = expected[key, 1] = number
        assert (key in found, found.get(key), found.get((key, 2))) == (True, expected[key], None)
    assert len(found) == len(expected)


def test_what_an_import_remembers_of_many_rows_is_small() -> None:
    found = Remembered((f"R{number}", number) for number in range(20_000))
    assert [found.get(f"R{number}") for number in (0, 7_777, 19_999, 20_000)] == [0, 7_777, 19_999, None]
    assert found.size < 20_000 * 60
