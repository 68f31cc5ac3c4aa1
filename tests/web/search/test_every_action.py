"""Every action of the app is a command: no form, button or menu may come without a way to it from the palette.

What writes is a route that takes a POST. It is a command of its own, or stands on a page or in a dialog to which the
command named here leads (and there the palette offers what can be pressed, by its words), or is told here why not.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import resolve

from alur.catalogue.operations.products import create_product
from alur.web.board.choices import OPTIONS
from alur.web.lists.bulk_form import doings
from alur.web.search.places import LISTS
from alur.web.shell.commands import COMMANDS
from alur.web.shell.commands_of_views import BULK
from alur.web.shell.registry import is_there
from tests.web.routes import NONE, ROUTES
from tests.world import NOW, make_world, sign_in

pytestmark = pytest.mark.django_db

BY_COMMAND = {
    "workspaces": "workspace",
    "demo": "remove_demo demo_stop",
    "settings.me": "settings_confirm",
    "settings.devices": "settings_devices settings_device",
    "settings.tokens": "settings_token",
    "settings.second_step": "settings_app settings_app_removal settings_codes",
    "settings.passkey": "settings_passkey",
    "settings.feed": "settings_feed",
    "settings.notices": "settings_notices",
    "settings.leave": "settings_leaves settings_leave",
    "settings.team": "settings_invitation settings_member settings_one_team",
    "settings.handover": "settings_handover settings_access",
    "settings.pipelines": "settings_pipelines_order settings_pipeline settings_pipeline_removal "
    "settings_pipeline_return settings_pipeline_change settings_questions settings_question settings_rolling "
    "settings_steps",
    "settings.needs": "settings_needs",
    "settings.reasons": "settings_reasons settings_reason",
    "settings.objections": "settings_objection settings_objection_answer",
    "settings.temperature": "settings_weights",
    "settings.quotes": "settings_quotes_logo settings_quotes_rates settings_quotes_rate_removal",
    "settings.fields": "settings_field settings_fields_order settings_field_type settings_field_archive",
    "settings.audit": "settings_audit_file",
    "settings.export": "vault_stop",
    "vault.restore": "vault_uploads vault_check vault_restore",
    "import": "import_columns import_discard import_stop import_undo",
    "dashboard.new": "dashboard_new",
    "dashboards": "dashboard_edit dashboard_copy dashboard_removal",
    "duplicates": "duplicates_merge duplicates_difference",
    "forgotten.offers": "forgotten_taking",
    "trash": "restoration",
    "notices": "notice_read",
    "undo": "undo",
    "activities": "activity activity_skips activity_removal activity_outcome activity_time",
    "deal.move": "deal_gate moves",
    "deal.edit": "deal_fields",
    "deal.note": "deal_activities activity_done activity_moved",
    "deal.qualification": "deal_answers",
    "deal.products": "deal_lines",
    "deal.person": "deal_people",
    "deal.lanes": "deal_evidence deal_tracks",
    "deal.files": "files file_removal",
    "deal.objection": "deal_objection_removal",
    "deal.quote": "quote quote_sending quote_approval quote_deal_lines quote_answer quote_versions quote_link "
    "quote_pdf quote_removal quote_order",
    "orders": "order order_removal",
    "organization.edit": "organization",
    "organization.log": "organization_activities",
    "organization.research": "research research_row",
    "person.edit": "person",
    "person.log": "person_activities",
    "product.edit": "product",
    "product.new": "families",
    "price_lists": "price_list price_list_prices price_list_removal",
    "list.filter": "list_cell",
    "list.export": "list_export list_job_stop",
    "list.save": "view_new view view_pin view_copy view_removal",
    "bulk.owner": "list_bulk list_bulk_preview list_bulk_start bulk_change",
}
"""The command that leads to where these are."""

OUTSIDE = {
    "healthz": "asked by machines",
    "seen": "written by the page itself when it is opened",
    "language": "of the pages before one is signed in; inside it is language.id and language.en",
    "sign_in": "nobody is signed in there",
    "second_step": "nobody is signed in there",
    "passkey": "nobody is signed in there",
    "passkey_options": "asked by the page of a passkey itself",
    "reset": "nobody is signed in there",
    "reset_choose": "nobody is signed in there",
    "invitation": "nobody is signed in there",
    "welcome": "nobody is signed in there",
    "quote_public": "the customer's page",
    "forgotten_by_mail": "a button of a mail",
    "share": "comes from another app of the phone",
    "share_note": "comes from another app of the phone",
    "share_contacts": "comes from another app of the phone",
}


def _own_routes() -> set[str]:
    """Routes that a command leads to by its own address."""
    addresses = (one.href.partition("?")[0].partition("#")[0].format(id=1) for one in COMMANDS if is_there(one.href))
    return {resolve(one).url_name or "" for one in addresses}


def test_every_route_that_writes_is_a_command_or_stands_where_one_leads() -> None:
    names = {one.name for one in COMMANDS}
    assert set(BY_COMMAND) <= names
    own = _own_routes()
    led = {route for routes in BY_COMMAND.values() for route in routes.split()}
    writing = {name for name, entry in ROUTES.items() if entry.post != NONE}
    assert writing - own - led - set(OUTSIDE) == set(), "these have no command"
    assert (led | set(OUTSIDE)) - writing == set(), "these take no POST any more"
    assert (led & set(OUTSIDE)) | (own & set(OUTSIDE)) == set(), "these have a command after all"


def test_every_change_of_many_and_every_filter_is_a_command() -> None:
    names = {one.name for one in COMMANDS}
    done = {one.name for kind in LISTS.values() for one in doings(kind)}
    assert {name.removeprefix(BULK) for name in names if name.startswith(BULK)} == done
    assert {f"filter.{name}" for name in (*OPTIONS, "period", "pipeline")} <= names


@pytest.mark.parametrize(
    ("path", "typed", "offered"),
    [
        ("/deals/", "banyak", {"bulk.stage", "bulk.owner", "bulk.step", "bulk.field", "bulk.close", "bulk.delete"}),
        ("/products/", "sekaligus", {"bulk.field", "bulk.price", "bulk.delete"}),
        ("/reports/funnel/", "saring", {"filter.owner", "filter.team", "filter.product", "filter.period"}),
        ("/reports/changes/", "pipeline", {"filter.pipeline"}),
    ],
)
def test_what_is_pressed_where_one_stands_is_on_the_page_that_it_is_offered_for(
    client: Client, path: str, typed: str, offered: set[str]
) -> None:
    world = make_world()
    world.make_deal("Mesin espresso")
    create_product(world.workspace.id, {"name": "Penggiling"}, by=world.wati, at=NOW)
    sign_in(client, world.wati)
    listed = client.get("/search/palette/", {"q": typed, "at": path}).content.decode()
    assert offered <= set(re.findall(r'data-press="([^"]+)"', listed))
    page = client.get(path).content.decode()
    for key in offered - {"filter.team"}:
        assert f'data-key="{key}"' in page, key
    elsewhere = client.get("/search/palette/", {"q": typed, "at": "/trash/"}).content.decode()
    assert not offered & set(re.findall(r'data-press="([^"]+)"', elsewhere))


def test_the_work_of_a_leaver_is_handed_over_by_a_command_of_owners(client: Client) -> None:
    world = make_world()
    place = f"/settings/team/members/{world.sari.id}/handover/"
    sign_in(client, world.wati)
    assert f'href="{place}"' in client.get("/search/palette/", {"q": "alihkan sari"}).content.decode()
    assert place not in client.get("/search/palette/", {"q": "sari"}).content.decode()
    assert client.get(place).status_code == 200
    sign_in(client, world.budi)
    assert place not in client.get("/search/palette/", {"q": "alihkan sari"}).content.decode()
