"""What every route of the web answers to everyone: the table behind tests/web/test_matrix.py.

A new route needs an entry here. Seven words say what these get, in this order: owner, manager, rep, viewer, a visitor
who is not signed in, a stranger (an owner of another workspace with this workspace's ids), and a rep of this workspace
to whom the deal is hidden. A word is a status; `in` is the way to the sign-in page, `-` a method that is not there.
`{name}` in a form is an id of tests/web/scene.py; so is each id in the path, by its name without `_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.files import samples
from tests.web.scene import FILE

NONE = "-    -    -    -    -    -    -"
OPEN = "200  200  200  200  200  200  200"
SEEN = "200  200  200  200  in   200  200"
CHANGERS = "200  200  200  403  in   404  200"
SHARED = "200  200  200  200  in   404  200"
OF_DEAL = "200  200  200  200  in   404  404"
OF_OWNER = "200  404  404  404  in   404  404"
WRITES = "302  302  302  403  in   302  302"
WRITES_SHARED = "302  302  302  403  in   404  302"
WRITES_DEAL = "302  302  302  403  in   404  404"
ASKED_AGAIN = "422  422  422  403  in   404  404"
NOWHERE = "404  404  404  404  404  404  404"
ASKS_DEAL = "200  200  200  403  in   404  404"
ASKS_SHARED = "200  200  200  403  in   404  200"
OWNER_WRITES = "302  404  404  404  in   302  404"
OWNER_ASKS = "302  403  403  403  in   302  403"
OWNER_WRITES_ONE = "302  404  404  404  in   404  404"

MAKER_SEES = "404  404  200  403  in   404  404"
MAKER_WRITES = "404  404  302  403  in   404  404"

LEADS_SET = "302  302  403  403  in   302  403"
LEADS_SET_ONE = "302  302  403  403  in   404  403"
LEADS = "200  200  404  404  in   200  404"
LEADS_WRITE = "302  302  404  404  in   302  404"
LEADS_WRITE_ONE = "302  302  404  404  in   404  404"
LEADS_REFUSED = "422  422  404  404  in   422  404"
LEADS_ASKED_ONE = "200  200  404  404  in   404  404"


@dataclass(frozen=True)
class Entry:
    """`args` are path parts that are not an id of the scene by their own name; `writes` says whether a form that is
    taken changes what the workspace holds; `file` sends the import's file along."""

    get: str = NONE
    post: str = NONE
    form: dict[str, str] = field(default_factory=dict)
    args: dict[str, str] = field(default_factory=dict)
    writes: bool = True
    file: bytes = b""
    file_name: str = "lama.csv"


COMPANY = {"name": "Kopi Senja", "version": "1"}
PERSON = {"name": "Pak Anton", "version": "1"}
PRODUCT = {"name": "Penggiling", "unit_price": "2000000", "family": "{family}", "is_active": "on"}
PROFILE = {"name": "Sari D.", "language": "en", "theme": "dark", "timezone": "Asia/Makassar"}
QUOTE = {
    "line-product": "{product}",
    "line-name": "",
    "line-details": "",
    "line-unit": "",
    "line-quantity": "2",
    "line-price": "",
    "line-discount": "",
    "valid_until": "31/12/2036",
    "tax_mode": "exclusive",
    "language": "id",
}
DASHBOARD = {"name": "Rapat Selasa", "sharing": "private", "period": "month", "version": "1"}
COLUMNS = {"record": "deal", "to-0": "title", "to-1": "organization", "duplicates": "new"}

ROUTES: dict[str, Entry] = {
    "healthz": Entry(get=OPEN, post=OPEN, writes=False),
    "sign_in": Entry(
        get="302  302  302  302  200  302  302",
        post="422  422  422  422  422  422  422",
        form={"email": "sari@arunika.example", "password": "salah"},
    ),
    "sign_out": Entry(post="in   in   in   in   in   in   in", writes=False),
    "language": Entry(post="302  302  302  302  302  302  302", form={"language": "en"}, writes=False),
    "reset": Entry(get=OPEN, post=OPEN, form={"email": "nobody@arunika.example"}, writes=False),
    "reset_choose": Entry(
        get=OPEN,
        post="in   in   in   in   in   in   in",
        form={"password": "kemiri-sangrai-9"},
    ),
    "welcome": Entry(
        get="404  404  404  404  404  404  404",
        post="422  422  422  422  422  422  422",
        args={"raw": "nonsense"},
        form={"workspace_name": "X", "name": "Y", "email": "y@x.example", "password": "kemiri-sangrai-9"},
    ),
    "invitation": Entry(
        get=OPEN,
        post="422  422  422  422  302  422  422",
        form={"name": "Rina", "password": "kemiri-sangrai-9"},
    ),
    "start": Entry(get=SEEN),
    "remove_demo": Entry(
        get="302  404  404  404  in   302  404", post="302  404  404  404  in   302  404", writes=False
    ),
    "demo_progress": Entry(get="404  404  404  404  in   404  404"),
    "demo_stop": Entry(post="404  404  404  404  in   404  404"),
    "start_demo": Entry(get="200  404  404  404  in   200  404", post="302  404  404  404  in   302  404"),
    "workspaces": Entry(
        get=SEEN,
        post="302  302  302  302  in   404  302",
        form={"workspace": "{workspace}"},
        writes=False,
    ),
    "workspace": Entry(post="302  302  302  302  in   404  302", form={"workspace": "{workspace}"}, writes=False),
    "reports": Entry(get="302  302  302  302  in   302  302"),
    "report_changes": Entry(get=SEEN),
    "report_funnel": Entry(get=SEEN),
    "report_activity": Entry(get=SEEN),
    "report_postponed": Entry(get=SEEN),
    "report_unfit": Entry(get=SEEN),
    "report_data": Entry(get=SEEN),
    "report_filter": Entry(get=SEEN, args={"report": "changes", "name": "owner"}),
    "dashboards": Entry(get=SEEN),
    "dashboard": Entry(get=SHARED),
    "dashboard_filter": Entry(get=SHARED, args={"name": "owner"}),
    "dashboard_new": Entry(post=WRITES, form={"name": "Rapat Senin"}),
    "dashboard_edit": Entry(get=MAKER_SEES, post=MAKER_WRITES, form={"do": "save", **DASHBOARD}),
    "dashboard_copy": Entry(post=WRITES_SHARED),
    "dashboard_removal": Entry(post=MAKER_WRITES),
    "settings": Entry(get=SEEN),
    "manifest": Entry(get=OPEN),
    "service_worker": Entry(get=OPEN),
    "offline": Entry(get=OPEN),
    "share": Entry(get="200  200  200  403  in   200  200", post="200  200  200  403  in   200  200", writes=False),
    "share_note": Entry(post=WRITES_DEAL, form={"about": "/deals/{deal}/", "text": "Butuh dua mesin"}),
    "share_contacts": Entry(
        post="302  302  302  403  in   302  302", form={"card": "BEGIN:VCARD\nFN:Pak Joko\nEND:VCARD"}
    ),
    "settings_look": Entry(post="302  302  302  302  in   302  302", form={"theme": "dark"}, writes=False),
    "search": Entry(get=SEEN),
    "palette": Entry(get=SEEN),
    "keys": Entry(get=SEEN),
    "seen": Entry(post="204  204  204  204  in   404  404", form={"at": "/deals/{deal}/"}),
    "settings_me": Entry(get=SEEN, post="302  302  302  302  in   302  302", form=PROFILE),
    "second_step": Entry(
        get="in   in   in   in   in   in   in", post="in   in   in   in   in   in   in", form={"code": "123456"}
    ),
    "passkey_options": Entry(post=OPEN, writes=False),
    "passkey": Entry(post="422  422  422  422  422  422  422", form={"answer": "x"}),
    "settings_second_step": Entry(get=SEEN),
    "settings_app": Entry(get=SEEN, post="422  422  422  422  in   422  422", form={"code": "12345"}),
    "settings_app_removal": Entry(post="302  302  302  302  in   302  302", writes=False),
    "settings_passkeys": Entry(get=SEEN, post="422  422  422  422  in   422  422", form={"answer": "x"}),
    "settings_passkey": Entry(post="404  404  302  404  in   404  404"),
    "settings_codes": Entry(post="302  302  302  302  in   302  302", writes=False),
    "settings_confirm": Entry(
        get=SEEN,
        post="422  422  422  422  in   422  422",
        form={"password": "salah"},
    ),
    "settings_devices": Entry(post="302  302  302  302  in   302  302", writes=False),
    "settings_device": Entry(post="404  404  302  404  in   404  404"),
    "settings_tokens": Entry(
        get=SEEN, post="200  200  200  200  in   200  200", form={"name": "Laporan", "scopes": "read", "days": "90"}
    ),
    "settings_token": Entry(post="302  404  302  404  in   404  404"),
    "settings_password": Entry(
        get=SEEN,
        post="422  422  422  422  in   422  422",
        form={"old_password": "salah", "password": "kemiri-sangrai-9"},
    ),
    "settings_team": Entry(get=SEEN),
    "settings_invitations": Entry(
        get="200  404  404  404  in   200  404",
        post=OWNER_WRITES_ONE,
        form={"email": "baru@arunika.example", "name": "Baru", "role": "rep", "team": "{team}", "member": "{agent}"},
    ),
    "settings_newcomers": Entry(
        get="200  404  404  404  in   200  404",
        post="302  404  404  404  in   422  404",
        form={"email-{agent}": "agen@arunika.example"},
    ),
    "settings_invitation": Entry(post=OWNER_WRITES_ONE, form={"withdraw": "yes"}),
    "settings_member": Entry(post=OWNER_WRITES_ONE, form={"role": "manager", "team": "{team}"}),
    "settings_handover": Entry(
        get="200  404  404  404  in   404  404",
        post=OWNER_WRITES_ONE,
        form={"split": "person", "to-": "{agent}", "closes_access": "yes"},
    ),
    "settings_handover_progress": Entry(get="404  404  404  404  in   404  404"),
    "settings_access": Entry(post=OWNER_WRITES_ONE, form={"now": "yes"}),
    "settings_leaves": Entry(
        get="200  200  200  404  in   404  404",
        post="302  302  302  404  in   404  404",
        form={"from_on": "2036-12-01", "last_on": "2036-12-05"},
        args={"member_id": "{member}"},
    ),
    "settings_leave": Entry(post="302  302  302  404  in   404  404"),
    "settings_teams": Entry(
        get="200  404  404  404  in   200  404", post=OWNER_WRITES_ONE, form={"name": "Sumatra", "lead": "{member}"}
    ),
    "settings_one_team": Entry(post=OWNER_WRITES_ONE, form={"name": "Jawa Barat", "lead": "{member}"}),
    "settings_workspace": Entry(
        get=SEEN,
        post=OWNER_WRITES,
        form={"name": "Arunika", "currency": "IDR", "language": "en", "timezone": "Asia/Jakarta"},
    ),
    "more": Entry(get=SEEN),
    "duplicates": Entry(get=SEEN),
    "duplicates_merge": Entry(post=WRITES_SHARED, form={"f-name": "winner"}),
    "duplicates_difference": Entry(post=WRITES_SHARED),
    "forgotten": Entry(get=SEEN),
    "forgotten_by_mail": Entry(get=NOWHERE, post=NOWHERE, args={"key": "nonsense"}),
    "forgotten_causes": Entry(get=SEEN),
    "forgotten_customers": Entry(get=SEEN),
    "deal_data": Entry(get=ASKS_DEAL, post=WRITES_DEAL, form={"value": "9jt"}),
    "organization_data": Entry(get=ASKS_SHARED, post=WRITES_SHARED, form={"contact": "08123456789"}),
    "person_data": Entry(get=ASKS_SHARED, post=WRITES_SHARED, form={"person.job_title": "Pembeli"}),
    "forgotten_offers": Entry(get=SEEN),
    "forgotten_taking": Entry(post="404  404  404  403  in   404  404"),
    "forgotten_owner": Entry(get=ASKS_DEAL, post=ASKED_AGAIN, form={"owner": "{member}"}),
    "forgotten_snooze": Entry(get=ASKS_DEAL, post=ASKED_AGAIN, form={"until": "2036-12-31"}),
    "home": Entry(get=SEEN),
    "calendar": Entry(get=SEEN),
    "calendar_feed": Entry(get="404  404  404  404  404  404  404", args={"token": "nonsense"}),
    "event_file": Entry(get=OF_DEAL),
    "settings_calendar": Entry(get=SEEN, post="200  200  200  200  in   200  200", form={"names": "on"}),
    "settings_feed": Entry(post="404  404  302  404  in   302  404", form={"close": "1"}),
    "activity_new": Entry(
        get="200  200  200  403  in   200  200",
        post=WRITES_DEAL,
        form={"about": "deal:{deal}", "kind": "call", "due_on": "25/12/2026"},
    ),
    "things": Entry(get=SEEN),
    "activity_skips": Entry(post="422  422  422  403  in   404  404"),
    "activity": Entry(get=OF_DEAL, post=WRITES_DEAL, form={"kind": "visit", "due_on": "25/12/2026"}),
    "activity_outcome": Entry(
        get="200  200  200  403  in   404  404", post=WRITES_DEAL, form={"outcome": "Minta harga"}
    ),
    "activity_time": Entry(get="200  200  200  403  in   404  404", post=WRITES_DEAL, form={"due_on": "25/12/2026"}),
    "activity_removal": Entry(post=WRITES_DEAL),
    "board": Entry(get="302  302  302  302  in   302  302"),
    "pipeline": Entry(get=SHARED),
    "column": Entry(get=SHARED),
    "pipeline_history": Entry(get=SHARED),
    "report_since": Entry(get=SEEN),
    "filter_menu": Entry(get=SHARED, args={"name": "owner"}),
    "moves": Entry(post=WRITES_DEAL, form={"stage": "{next}", "deals": "{deal}"}),
    "position": Entry(get=SEEN),
    "undo": Entry(post="302  302  302  404  in   404  404"),
    "deals": Entry(get=SEEN),
    "list_filter": Entry(get=SEEN, args={"kind": "deal"}),
    "list_count": Entry(get=SEEN, args={"kind": "deal"}),
    "list_totals": Entry(get=SEEN, args={"kind": "deal"}),
    "list_export": Entry(get=SEEN, post=SEEN, args={"kind": "deal"}, form={"format": "csv", "language": "id"}),
    "list_job": Entry(get="404  404  200  404  in   404  404", args={"job_id": "{listed}"}),
    "list_job_stop": Entry(post="404  404  302  404  in   404  404", args={"job_id": "{listed}"}, writes=False),
    "list_job_file": Entry(get="404  404  200  404  in   404  404", args={"job_id": "{listed}", "key": "{own_key}"}),
    "list_cell": Entry(
        get="200  200  200  403  in   404  404",
        post="200  200  200  403  in   404  404",
        args={"kind": "deal", "record_id": "{deal}", "name": "value"},
        form={"value": "2.000.000"},
    ),
    "list_bulk": Entry(
        post="200  200  200  403  in   422  422",
        args={"kind": "deal"},
        form={"do": "stage", "pick": "{deal}"},
        writes=False,
    ),
    "list_bulk_preview": Entry(
        post="200  200  200  403  in   422  422",
        args={"kind": "deal"},
        form={"do": "stage", "picked": "{deal}", "stage": "{next}"},
        writes=False,
    ),
    "list_bulk_start": Entry(
        post="302  302  302  403  in   422  422",
        args={"kind": "deal"},
        form={"do": "owner", "picked": "{deal}", "owner": "none"},
    ),
    "bulk_change": Entry(
        get="200  404  200  404  in   404  404", post="302  404  302  404  in   404  404", writes=False
    ),
    "view_new": Entry(
        get="200  200  200  403  in   200  200",
        post=WRITES,
        args={"kind": "deal"},
        form={"name": "Panas", "filter": "temperature:is:hot"},
    ),
    "view": Entry(
        get="404  404  200  403  in   404  404", post="404  404  302  403  in   404  404", form={"name": "Panas sekali"}
    ),
    "view_pin": Entry(post=WRITES_SHARED, form={"pinned": "1"}),
    "view_copy": Entry(post=WRITES_SHARED),
    "view_removal": Entry(post="404  404  302  403  in   404  404"),
    "deal_new": Entry(
        get="200  200  200  403  in   200  200",
        post=WRITES,
        form={"title": "Mesin kedua", "value": "1500000", "temperature": "cold"},
    ),
    "deal_companies": Entry(get=SEEN),
    "deal_doubles": Entry(get=SEEN),
    "deal": Entry(get=OF_DEAL),
    "deal_stage": Entry(get=OF_DEAL, post=WRITES_DEAL, form={"stage": "{next}"}),
    "deal_closure": Entry(get=OF_DEAL, post=WRITES_DEAL, form={"outcome": "lost", "other": "Harga"}),
    "deal_temperature": Entry(get=OF_DEAL, post=WRITES_DEAL, form={"temperature": "hot", "reason": "Sudah setuju"}),
    "deal_gate": Entry(post=WRITES_DEAL, form={"stage": "{next}", "evidence-{step}": "Dua mesin"}),
    "deal_fields": Entry(
        post=WRITES_DEAL,
        form={"title": "Mesin baru", "owner": "{member}", "source": "{source}", "version": "{version}"},
    ),
    "deal_answers": Entry(post=WRITES_DEAL, form={"q{question}": "yes"}),
    "deal_lines": Entry(
        post=WRITES_DEAL,
        form={"product": "{product}", "quantity": "2", "unit_price": "5.000.000", "discount": "5"},
    ),
    "deal_price": Entry(get=OF_DEAL),
    "deal_won_like": Entry(get=OF_DEAL),
    "deal_lanes": Entry(get=OF_DEAL),
    "deal_quotes": Entry(post=WRITES_DEAL),
    "quote": Entry(get=OF_DEAL, post=WRITES_DEAL, form=QUOTE),
    "quote_sending": Entry(post=WRITES_DEAL, form=QUOTE),
    "quote_approval": Entry(post=WRITES_DEAL, args={"quote_id": "{steep}"}, form={"outcome": "ask"}),
    "quote_deal_lines": Entry(post=WRITES_DEAL),
    "quote_answer": Entry(post=WRITES_DEAL, args={"quote_id": "{sent}"}, form={"outcome": "accepted", "name": "Ratna"}),
    "quote_versions": Entry(post=WRITES_DEAL, args={"quote_id": "{sent}"}),
    "quote_link": Entry(post=WRITES_DEAL, args={"quote_id": "{sent}"}),
    "quote_public": Entry(
        get=OPEN,
        post="302  302  302  302  302  302  302",
        args={"token": "{offer}"},
        form={"outcome": "accepted", "name": "Ratna", "authorised": "on"},
    ),
    "quote_pdf": Entry(get=OF_DEAL, post=WRITES_DEAL),
    "quote_file": Entry(get="302  302  302  302  in   404  404"),
    "quote_public_file": Entry(get=OPEN, args={"token": "{offer}"}),
    "quote_order": Entry(post=WRITES_DEAL, args={"quote_id": "{accepted}"}),
    "deal_orders": Entry(post=WRITES_DEAL),
    "orders": Entry(get=SEEN),
    "order": Entry(get=OF_DEAL, post=WRITES_DEAL, form={"reference": "PO 77", "paid_amount": "5"}),
    "order_removal": Entry(post=WRITES_DEAL),
    "quote_removal": Entry(post=WRITES_DEAL),
    "deal_people": Entry(post=WRITES_DEAL, form={"remove": "{person}"}),
    "deal_evidence": Entry(post=WRITES_DEAL, form={"step": "{step}", "label": "Dua mesin"}),
    "deal_tracks": Entry(post=WRITES_DEAL, form={"stage": "{next}", "state": "active"}),
    "deal_activities": Entry(post=WRITES_DEAL, form={"kind": "note", "body": "Butuh dua mesin"}),
    "activity_done": Entry(post=WRITES_DEAL, form={"outcome": "Minta penawaran"}),
    "activity_moved": Entry(post=WRITES_DEAL, form={"due_on": "25/12/2026"}),
    "settings_notices": Entry(
        post="302  302  302  302  in   302  302", form={"digest_minute": "420", "remind_minutes": "15"}
    ),
    "notices": Entry(get=SEEN),
    "news": Entry(get=SEEN),
    "today_team": Entry(get=SEEN),
    "bell": Entry(get=SEEN),
    "notices_read": Entry(post="302  302  302  302  in   302  302", writes=False),
    "notice": Entry(get="404  404  302  404  in   404  404"),
    "notice_read": Entry(post="404  404  302  404  in   404  404", writes=False),
    "mentions": Entry(get=SEEN),
    "deal_mentions": Entry(get=OF_DEAL),
    "deal_follow": Entry(post="302  302  302  302  in   404  404", form={"follow": "1"}),
    "organization_follow": Entry(post="302  302  302  302  in   404  302", form={"follow": "1"}),
    "deal_copy": Entry(post=WRITES_DEAL),
    "deal_removal": Entry(post=WRITES_DEAL),
    "trash": Entry(get=SEEN),
    "restoration": Entry(post=WRITES_DEAL),
    "settings_pipelines": Entry(get=SEEN),
    "settings_pipelines_order": Entry(post=LEADS_WRITE, writes=False),
    "settings_pipeline_new": Entry(get=LEADS, post=LEADS_REFUSED, form={"do": "save"}),
    "settings_pipeline": Entry(get=SHARED, post=LEADS_ASKED_ONE, form={"do": "save"}, writes=False),
    "settings_pipeline_change": Entry(
        get="204  204  404  404  in   404  404", post=LEADS_WRITE_ONE, args={"pipeline_id": "{pipeline}"}, writes=False
    ),
    "settings_pipeline_removal": Entry(post=LEADS_WRITE_ONE, args={"pipeline_id": "{spare}"}),
    "settings_pipeline_return": Entry(post=LEADS_WRITE_ONE, args={"pipeline_id": "{gone}"}),
    "settings_questions": Entry(
        get=SHARED,
        post=LEADS_WRITE_ONE,
        args={"pipeline_id": "{pipeline}"},
        form={"name_id": "Cocok?", "kind": "yes_no", "weight": "1"},
    ),
    "settings_rolling": Entry(get=OF_OWNER, post=OWNER_WRITES_ONE, form={"do": "on", "days": "20"}),
    "settings_steps": Entry(
        get=SHARED, post=LEADS_ASKED_ONE, args={"pipeline_id": "{pipeline}"}, form={"do": "save"}, writes=False
    ),
    "settings_needs_first": Entry(get="302  302  302  302  in   302  302"),
    "settings_needs": Entry(
        get=SHARED, post=LEADS_WRITE_ONE, args={"pipeline_id": "{pipeline}"}, form={"do": "save", "w.value": "5"}
    ),
    "settings_question": Entry(
        post=LEADS_WRITE_ONE,
        args={"question_id": "{question}"},
        form={"name_id": "Cocok?", "kind": "text", "weight": "1"},
    ),
    "settings_reasons": Entry(post=LEADS_WRITE, form={"outcome": "lost", "name_id": "Mahal", "name_en": "Dear"}),
    "settings_reason": Entry(post=LEADS_WRITE_ONE, form={"name_id": "Mahal", "name_en": "Dear"}),
    "settings_audit": Entry(get=LEADS),
    "settings_audit_file": Entry(post="200  200  404  404  in   200  404"),
    "settings_act": Entry(get="200  200  404  404  in   404  404"),
    "settings_objections": Entry(get=SEEN, post=WRITES, form={"objection": "Tidak sekarang"}),
    "settings_objection": Entry(post=WRITES_SHARED, form={"answer": "Nanti saja"}),
    "settings_objection_answer": Entry(post=WRITES_SHARED, form={"answer": "Coba tiga minggu"}),
    "deal_objections": Entry(get=OF_DEAL, post=WRITES_DEAL, form={"title": "Terlalu mahal"}),
    "deal_objection_removal": Entry(post=WRITES_DEAL),
    "settings_temperature": Entry(get="302  302  302  302  in   302  302"),
    "settings_quotes": Entry(get=SEEN, post=OWNER_WRITES, form={"most_discount": "80%"}),
    "settings_quotes_logo": Entry(post=OWNER_WRITES, form={"remove": "1"}),
    "settings_quotes_rates": Entry(post=OWNER_WRITES, form={"valid_on": "2099-01-01", "percent": "13"}),
    "settings_quotes_rate_removal": Entry(post=OWNER_WRITES_ONE),
    "settings_weights": Entry(get=SHARED, post=OWNER_WRITES_ONE, form={"do": "save", "points-reply": "20"}),
    "settings_fields": Entry(
        get=SEEN, post=LEADS_WRITE, form={"kind": "deal", "type": "text", "name_id": "Ukuran", "name_en": "Size"}
    ),
    "settings_fields_order": Entry(post=LEADS_WRITE, form={"kind": "deal"}, writes=False),
    "settings_field": Entry(get=SHARED, post=LEADS_WRITE_ONE, form={"name_id": "Ukuran", "name_en": "Size"}),
    "settings_field_type": Entry(
        get="200  200  404  404  in   404  404", post=LEADS_WRITE_ONE, form={"type": "number", "seen": "0-0"}
    ),
    "settings_field_archive": Entry(post=LEADS_WRITE_ONE),
    "organizations": Entry(get=SEEN),
    "organization_new": Entry(get="200  200  200  403  in   200  200", post=WRITES, form=COMPANY),
    "regions": Entry(get=SEEN),
    "organization": Entry(get=SHARED, post=WRITES_SHARED, form=COMPANY),
    "organization_bar": Entry(get=CHANGERS, post=WRITES_SHARED, form={"why": "Minta tidak ditelepon"}),
    "research": Entry(post=WRITES_SHARED, args={"what": "notes"}, form={"text": "Buka dua cabang"}),
    "research_row": Entry(post=WRITES_SHARED, args={"what": "notes"}, form={"text": "Tiga"}),
    "organization_removal": Entry(post=WRITES_SHARED),
    "organization_activities": Entry(post=WRITES_SHARED, form={"kind": "call", "body": "minta penawaran"}),
    "persons": Entry(get=SEEN),
    "person_new": Entry(get="200  200  200  403  in   200  200", post=WRITES, form=PERSON),
    "person_card": Entry(get=SHARED),
    "person": Entry(get=SHARED, post=WRITES_SHARED, form=PERSON),
    "person_bar": Entry(get=CHANGERS, post=WRITES_SHARED, form={"why": "Minta tidak ditelepon"}),
    "person_removal": Entry(post=WRITES_SHARED),
    "person_activities": Entry(post=WRITES_SHARED, form={"kind": "call", "body": "minta penawaran"}),
    "products": Entry(get=SEEN, post="302  302  302  403  in   422  302", form=PRODUCT),
    "product_new": Entry(get="200  200  200  403  in   200  200"),
    "price_lists": Entry(get=SEEN, post=LEADS_SET, form={"name": "Kafe 2027", "from_on": "2027-01-01"}),
    "price_list": Entry(get=SHARED, post=LEADS_SET_ONE, form={"name": "Kafe 2028"}),
    "price_list_prices": Entry(
        post=LEADS_SET_ONE, form={"product": "{product}", "min_quantity": "", "unit_price": "4.500.000"}
    ),
    "price_list_removal": Entry(post=LEADS_SET_ONE),
    "activities": Entry(get=SEEN),
    "families": Entry(post=WRITES, form={"name": "Biji kopi"}),
    "product": Entry(get=SHARED, post=WRITES_SHARED, form=PRODUCT),
    "product_removal": Entry(post=WRITES_SHARED),
    "files": Entry(
        get="404  404  404  404  in   404  404",
        post=WRITES_DEAL,
        form={"deal": "{deal}"},
        file=samples.PDF,
        file_name="Proposal.pdf",
    ),
    "file": Entry(get=OF_DEAL),
    "file_removal": Entry(post=WRITES_DEAL),
    "imports": Entry(
        get="200  200  200  403  in   200  200",
        post="302  302  302  403  in   302  302",
        form={"record": "deal"},
        file=FILE,
    ),
    "import": Entry(get=OF_OWNER),
    "import_columns": Entry(
        get=OF_OWNER,
        post=OWNER_WRITES_ONE,
        args={"import_id": "{draft}"},
        form=COLUMNS,
        writes=False,
    ),
    "import_discard": Entry(post=OWNER_WRITES_ONE, args={"import_id": "{doomed}"}),
    "import_progress": Entry(get="204  404  404  404  in   404  404"),
    "import_stop": Entry(post=OWNER_WRITES_ONE, writes=False),
    "import_undo": Entry(post=OWNER_WRITES_ONE, writes=False),
    "import_errors": Entry(get=OF_OWNER),
    "settings_export": Entry(get="200  403  403  403  in   200  403"),
    "vault_exports": Entry(post=OWNER_ASKS),
    "vault_backups": Entry(post=OWNER_ASKS),
    "vault_uploads": Entry(post=OWNER_ASKS, file=FILE),
    "vault_check": Entry(post=OWNER_WRITES_ONE),
    "vault_restore": Entry(post=OWNER_WRITES_ONE, args={"job_id": "{check}"}, form={"name": "Arunika pulih"}),
    "vault_stop": Entry(post=OWNER_WRITES_ONE, writes=False),
    "vault_progress": Entry(get="204  404  404  404  in   404  404"),
    "vault_file": Entry(get=OF_OWNER, args={"job_id": "{export}", "key": "{key}"}),
}
