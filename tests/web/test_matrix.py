"""Every route of the web against everyone: who gets what, and that nobody else's records answer or change."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from alur.accounts.operations.joining import add_team
from tests.web.routes import ROUTES, Entry
from tests.web.scene import Ids, make_scene, reset_token
from tests.world import NOW, World, make_deal, make_world, sign_in

pytestmark = pytest.mark.django_db

ACTORS = ("owner", "manager", "rep", "viewer", "visitor", "stranger", "hidden")
SIGN_IN = "/sign-in/"
LARGEST_ID = str(2**63 - 1)
PAST_ANY_ID = str(10**30)


def _web_routes() -> dict[str, URLPattern]:
    """Name to pattern of every route outside the API (which has a matrix of its own)."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            path = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, path)
            elif not path.startswith("api/"):
                yield one.name or path, one

    return dict(walk(get_resolver().url_patterns, ""))


PATTERNS = _web_routes()


@dataclass
class Stage:
    """The world of this module: `ours` and `theirs` are the ids of both companies, `cookies` one session for each."""

    world: World
    ours: Ids
    theirs: Ids
    tonos: Ids
    cookies: dict[str, str]

    def client(self, actor: str) -> Client:
        client = Client()
        if actor in self.cookies:
            client.cookies["sessionid"] = self.cookies[actor]
        return client


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("matrix")
    with django_db_blocker.unblock(), override_settings(DATA_DIR=folder), transaction.atomic():
        yield _set_up()
        transaction.set_rollback(True)


def _set_up() -> Stage:
    world = make_world()
    elsewhere = world.elsewhere
    their_team = add_team(elsewhere.id, name="Lain", by=world.citra, at=NOW)
    ours = make_scene(world.workspace, owner=world.wati, seller=world.sari, team=world.jawa)
    theirs = make_scene(elsewhere, owner=world.citra, seller=world.citra, team=their_team)
    own = make_deal(world, "Milik Tono", owner=world.tono)
    members = {
        "owner": world.wati,
        "manager": world.budi,
        "rep": world.sari,
        "viewer": world.vina,
        "stranger": world.citra,
        "hidden": world.tono,
    }
    cookies = {}
    for actor, member in members.items():
        cookies[actor] = sign_in(Client(), member).cookies["sessionid"].value
    ours["token"], theirs["token"] = reset_token(world.sari), reset_token(world.citra)
    return Stage(world, ours, theirs, {**ours, "deal": str(own.id)}, cookies)


def _path(name: str, entry: Entry, ids: Ids) -> str:
    pattern = PATTERNS[name]
    if pattern.name is None:
        return f"/{pattern.pattern}"
    parts = {
        part: entry.args.get(part, "{" + part.removesuffix("_id") + "}").format(**ids)
        for part in pattern.pattern.converters
    }
    return reverse(name, kwargs=parts)


def _form(entry: Entry, ids: Ids) -> dict[str, Any]:
    form: dict[str, Any] = {name.format(**ids): value.format(**ids) for name, value in entry.form.items()}
    if entry.file:
        form["file"] = SimpleUploadedFile(entry.file_name, entry.file)
    return form


def _word(answer: HttpResponse) -> str:
    if answer.status_code == 405:
        return "-"
    if answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN):
        return "in"
    return str(answer.status_code)


def _state() -> list[tuple[Any, ...]]:
    """Row count, sum of versions and latest change of every table but sessions: one query."""
    parts = []
    for model in apps.get_models():
        table, names = model._meta.db_table, {field.name for field in model._meta.concrete_fields}
        if table == "accounts_device" or model._meta.app_label == "shop":
            continue
        version = "sum(version)" if "version" in names else "0"
        changed = "cast(max(updated_at) as text)" if "updated_at" in names else "''"
        password = "cast(max(password) as text)" if "password" in names else "''"
        parts.append(f"select '{table}', count(*), {version}, {changed}, {password} from {table}")
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts) + " order by 1")
        return list(cursor.fetchall())


def _ask(stage: Stage, actor: str, method: str, path: str, form: dict[str, Any]) -> tuple[HttpResponse, bool]:
    """The answer, and whether anything was changed; then everything is put back."""
    with transaction.atomic():
        before = _state()
        client = stage.client(actor)
        answer: Any = client.get(path) if method == "get" else client.post(path, form)
        has_changed = _state() != before
        transaction.set_rollback(True)
    return answer, has_changed


def _writes_for_anyone(name: str) -> bool:
    """A wrong password is remembered, so that guessing slows down; a reset link is good for whoever holds it, and so is
    a quote's, whose openings are known."""
    by_link = ("quote_public", "quote_public_file")
    return name in ("sign_in", "reset_choose", "settings_confirm", "settings_password", "passkey", *by_link)


def test_every_route_has_an_entry() -> None:
    missing = sorted(PATTERNS.keys() - ROUTES.keys())
    assert not missing, (
        f"Routes without an entry: {', '.join(missing)}. Say in ROUTES of tests/web/routes.py what each of "
        f"{', '.join(ACTORS)} gets, for GET and for POST."
    )
    gone = sorted(ROUTES.keys() - PATTERNS.keys())
    assert not gone, f"Entries of tests/web/routes.py whose route is gone: {', '.join(gone)}."


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_everyone_gets_what_the_table_says(stage: Stage, name: str, method: str) -> None:
    entry = ROUTES[name]
    expected = getattr(entry, method).split()
    answers, wrong = [], []
    for actor in ACTORS:
        answer, has_changed = _ask(stage, actor, method, _path(name, entry, stage.ours), _form(entry, stage.ours))
        answers.append(_word(answer))
        is_done = method == "post" and answer.status_code in (200, 204, 302) and answers[-1] != "in"
        if has_changed and not is_done and not _writes_for_anyone(name):
            wrong.append(f"{actor} was answered {answers[-1]}, and something changed")
        if not has_changed and is_done and entry.writes:
            wrong.append(f"{actor} was answered {answers[-1]}, and nothing changed")
    assert dict(zip(ACTORS, answers, strict=True)) == dict(zip(ACTORS, expected, strict=True)), f"{method} {name}"
    assert not wrong, f"{method} {name}: {'; '.join(wrong)}"


def _with_foreign_ids(entry: Entry, name: str, ours: Ids, theirs: Ids) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The route with one id at a time exchanged for one of theirs, in the path or in the form."""
    pattern = PATTERNS[name]
    for part in pattern.pattern.converters:
        given = entry.args.get(part, "{" + part.removesuffix("_id") + "}")
        key = given.strip("{}")
        if given != key and key in theirs and key not in ("user", "token", "kind", "link", "offer"):
            mixed = {**ours, key: theirs[key]}
            yield f"{part} of theirs in the path", _path(name, entry, mixed), _form(entry, ours)
    for given in [*entry.form.keys(), *entry.form.values()]:
        key = given.partition("{")[2].partition("}")[0]
        if key and key not in ("version",):
            yield f"{key} of theirs in the form", _path(name, entry, ours), _form(entry, {**ours, key: theirs[key]})


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_not_even_an_owner_reaches_another_workspace_by_one_id(stage: Stage, name: str) -> None:
    entry, wrong = ROUTES[name], []
    for method, (what, path, form) in itertools.product(
        ("get", "post"), _with_foreign_ids(entry, name, stage.ours, stage.theirs)
    ):
        if getattr(entry, method).startswith("-") or (method == "get" and "form" in what):
            continue
        answer, has_changed = _ask(stage, "owner", method, path, form)
        allowed = (404, 422) if "form" in what else (404,)
        if answer.status_code not in allowed or has_changed:
            wrong.append(f"{method} with {what}: {answer.status_code}{', and something changed' * has_changed}")
    assert not wrong, f"{name}: {'; '.join(wrong)}"


@pytest.mark.parametrize("name", sorted(name for name in PATTERNS if name.startswith("activity_")))
def test_a_hidden_deals_activity_is_not_reached_through_ones_own_deal(stage: Stage, name: str) -> None:
    entry = ROUTES[name]
    answer, has_changed = _ask(stage, "hidden", "post", _path(name, entry, stage.tonos), _form(entry, stage.ours))
    assert (answer.status_code, has_changed) == (404, False)


def test_a_hidden_deals_evidence_is_not_removed_through_ones_own_deal(stage: Stage) -> None:
    path = _path("deal_evidence", ROUTES["deal_evidence"], stage.tonos)
    answer, has_changed = _ask(stage, "hidden", "post", path, {"remove": stage.ours["evidence"]})
    assert (answer.status_code, has_changed) == (404, False)


@pytest.mark.parametrize("name", sorted(name for name in PATTERNS if PATTERNS[name].pattern.converters))
@pytest.mark.parametrize("number", ["0", LARGEST_ID, PAST_ANY_ID])
def test_a_number_that_is_no_id_is_not_there(stage: Stage, name: str, number: str) -> None:
    entry = ROUTES[name]
    method = "post" if entry.get.startswith("-") else "get"
    path = _path(name, Entry(), dict.fromkeys([*stage.ours, *PATTERNS[name].pattern.converters], number))
    answer, has_changed = _ask(stage, "owner", method, path, _form(entry, stage.ours))
    assert (answer.status_code, has_changed) == (404, False)


@pytest.mark.parametrize("name", sorted(name for name in PATTERNS if ROUTES.get(name, Entry()).form))
def test_numbers_past_any_id_in_a_form_are_refused_and_never_a_fault(stage: Stage, name: str) -> None:
    entry = ROUTES[name]
    huge = {**stage.ours, **dict.fromkeys([key for key in stage.ours if key != "version"], PAST_ANY_ID)}
    form = {**_form(entry, huge), **({"version": PAST_ANY_ID} if "version" in entry.form else {})}
    answer, _ = _ask(stage, "owner", "post", _path(name, entry, stage.ours), form)
    assert answer.status_code < 500
