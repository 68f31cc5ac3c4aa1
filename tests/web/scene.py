"""A workspace with one of everything, and the ids of it all: what the matrix of routes and roles walks over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.utils import timezone
from django.utils.http import int_to_base36

from alur.accounts.models import ApiToken, Device, Passkey
from alur.accounts.operations.feeding import open_feed
from alur.accounts.operations.inviting import invite
from alur.accounts.operations.joining import add_member_without_user
from alur.accounts.operations.resting import add_leave
from alur.accounts.operations.tokens import issue
from alur.automation.operations.bulk.changing import Which, start
from alur.campaigns.models import Source
from alur.catalogue.operations.price_lists import create_price_list
from alur.catalogue.operations.products import create_family, create_product
from alur.conversations.operations.objecting import add_answer, add_objection, note_objection
from alur.conversations.operations.planning import NewActivity, add
from alur.exchange.models import DataImport, VaultJob, VaultKind, VaultState
from alur.exchange.operations.drafting import draft_import
from alur.exchange.operations.importing import prepare_import, run_import
from alur.fields.operations.defining import FieldDesign, define
from alur.files.operations.keeping import add_files
from alur.files.operations.staging import Upload, staging
from alur.kernel.ids import new_id
from alur.notices.kinds import CHANGED
from alur.notices.models import Preference
from alur.notices.operations.telling import News, tell
from alur.orders.models import Logo, QuoteRules
from alur.orders.operations.answering import accept, send
from alur.orders.operations.calculating import LineDraft
from alur.orders.operations.ordering import make_order
from alur.orders.operations.quoting import make_quote
from alur.orders.operations.ruling import add_rate, set_limits
from alur.orders.operations.sharing import share, token_of
from alur.pipeline.models import Deal, Pipeline, Question, Stage, Step
from alur.pipeline.operations.creating import NewDeal, create
from alur.pipeline.operations.deleting import delete
from alur.pipeline.operations.designing import create_pipeline, delete_pipeline
from alur.pipeline.operations.parts import add_evidence, set_people
from alur.pipeline.operations.reasoning import add_reason
from alur.reporting.operations.composing import Block, DashboardDesign, make_dashboard
from alur.reporting.operations.viewing import ViewDesign, save_view
from alur.rescue.models import LikelyPair
from alur.research.models import ResearchNote
from alur.research.operations import write
from alur.tenancy.models import Member, Team, Workspace
from tests.accounts.keys import Key
from tests.files import samples
from tests.pipeline.designs import SALES
from tests.world import NOW, make_organization, make_person, user_of

FILE = b"title,organization,value\nMesin lama,Kopi Lembah,1000000\nTanpa nilai,Kopi Bukit,bukan angka\n"

FAR = NOW + timedelta(days=36500)

Ids = dict[str, str]


def make_scene(workspace: Workspace, *, owner: Member, seller: Member, team: Team) -> Ids:
    """Everything of the seller's. `deal` stands in the first stage, `trashed` lies in the trash; `draft` and `doomed`
    are imports that were not started, `import` one that ran."""
    stages = list(Stage.objects.filter(workspace_id=workspace.id).order_by("position"))
    step = Step.objects.filter(workspace_id=workspace.id, evidence="note").order_by("id")[0]
    company, person = make_organization(workspace), make_person(workspace)
    other = make_organization(workspace)
    pair = LikelyPair.objects.create(
        workspace_id=workspace.id,
        kind="organization",
        one_id=company.id,
        other_id=other.id,
        score=75,
        reasons=[["name_same", 75]],
    )
    family = create_family(workspace.id, "Mesin", by=owner, at=NOW)
    product = create_product(workspace.id, {"name": "Mesin espresso", "unit_price": 5_000_000}, by=owner, at=NOW)
    price_list = create_price_list(workspace.id, {"name": "Kafe 2026"}, by=owner, at=NOW)
    deal, operation = _deal(workspace, "Mesin espresso", seller)
    trashed, _ = _deal(workspace, "Penggiling", seller)
    delete(trashed, by=seller, at=NOW)
    set_people(deal, [(person.id, "")], by=seller, at=NOW)
    activity = add(
        workspace.id,
        NewActivity(kind="call", title="Telepon", deal=deal, owner=seller, due_at=NOW + timedelta(days=1)),
        by=seller,
        at=NOW,
    )
    spare, gone = _pipeline(workspace, "Cadangan", owner), _pipeline(workspace, "Lama", owner)
    delete_pipeline(gone, by=owner, at=NOW)
    field = define(workspace.id, "deal", FieldDesign("Warna", "Colour", "text"), by=owner, at=NOW)
    reason = add_reason(workspace.id, outcome="lost", name_id="Jauh", name_en="Far", by=owner, at=NOW)
    agent = add_member_without_user(workspace.id, name="Darcel Schlecht", by=owner, at=NOW)
    invitation, link = invite(workspace, email="rina@tamu.example", name="Rina", by=owner, at=timezone.now())
    issue(seller, name="Laporan", by=seller, at=NOW)
    open_feed(seller, by=seller, at=NOW)
    token = ApiToken.objects.get(workspace_id=workspace.id, member_id=seller.id)
    device = Device.objects.create(
        session_key=f"phone-of-{seller.id}", id=new_id(), user_id=seller.user_id, expire_date=FAR, seen_at=NOW
    )
    passkey = Passkey.objects.create(
        user=user_of(seller),
        name="Pixel 8",
        key_id=f"key-of-{seller.id}",
        public_part=bytes(Key().public_part),
        created_at=NOW,
    )
    view = save_view(ViewDesign("deal", "Panas", "temperature:is:hot", sharing="workspace"), by=seller, at=NOW)
    blocks = [Block("b1", "figure", "won"), Block("b2", "chart", "stages"), Block("b3", "view", str(view.id))]
    dashboard = make_dashboard(DashboardDesign("Rapat", blocks, sharing="workspace"), by=seller, at=NOW).page
    evidence = add_evidence(deal, step, label="Butuh dua mesin", by=seller, at=NOW)
    with staging(workspace.id, [Upload("Proposal.pdf", BytesIO(samples.PDF))]) as staged:
        (file,) = add_files(workspace.id, "deal", deal.id, staged, by=seller, at=NOW)
    bulk = start(Which("deal", [deal.id]), {"do": "tags", "add": ["vip"]}, by=seller, at=NOW)
    news = News("deal", deal.id, NOW, key="scene", actor_id=owner.id)
    notice = tell(seller, CHANGED, news, Preference(workspace_id=workspace.id, member_id=seller.id))
    assert notice is not None
    note = write(ResearchNote, company, {"text": "Dua cabang"}, by=seller, at=NOW, today=NOW.date())
    objection = add_objection(workspace.id, "Terlalu mahal", by=seller, at=NOW)
    said = add_answer(objection, "Coba dua minggu", by=seller, at=NOW)
    heard = note_objection(deal, objection, answer=said, by=seller, at=NOW)
    question = Question.objects.filter(
        workspace_id=workspace.id, pipeline_id=stages[0].pipeline_id, kind="yes_no"
    ).first()
    assert question is not None
    leave = add_leave(seller, from_on=FAR.date(), last_on=FAR.date(), by=owner, at=NOW)
    return {
        "pair": str(pair.id),
        "question": str(question.id),
        "row": str(note.id),
        "leave": str(leave.id),
        "objection": str(objection.id),
        "answer": str(said.id),
        "heard": str(heard.id),
        "notice": str(notice.id),
        "file": str(file.id),
        "bulk": str(bulk.id),
        "workspace": str(workspace.id),
        "deal": str(deal.id),
        "version": str(Deal.objects.get(workspace_id=workspace.id, id=deal.id).version),
        "trashed": str(trashed.id),
        "record": str(trashed.id),
        "kind": "deals",
        "spare": str(spare.id),
        "gone": str(gone.id),
        "field": str(field.id),
        "reason": str(reason.id),
        "operation": str(operation),
        "pipeline": str(stages[0].pipeline_id),
        "stage": str(stages[0].id),
        "next": str(stages[1].id),
        "step": str(step.id),
        "activity": str(activity.id),
        "evidence": str(evidence.id),
        "view": str(view.id),
        "dashboard": str(dashboard.id),
        "organization": str(company.id),
        "person": str(person.id),
        "product": str(product.id),
        "price_list": str(price_list.id),
        "family": str(family.id),
        "source": str(Source.objects.filter(workspace_id=workspace.id).order_by("id")[0].id),
        "member": str(seller.id),
        "team": str(team.id),
        "agent": str(agent.id),
        "invitation": str(invitation.id),
        "link": link,
        "device": str(device.id),
        "passkey": str(passkey.id),
        "api_token": str(token.id),
        "draft": str(_draft(workspace, owner).id),
        "doomed": str(_draft(workspace, owner).id),
        "import": str(_imported(workspace, owner).id),
        **_quotes(workspace, deal, seller),
        **_vault(workspace, owner),
        **_listed(workspace, seller),
        "user": int_to_base36(user_of(seller).id),
    }


def reset_token(member: Member) -> str:
    """As it stands in a reset link; a sign-in makes it void."""
    return default_token_generator.make_token(user_of(member))


def _deal(workspace: Workspace, title: str, owner: Member) -> tuple[Deal, int]:
    created = create(workspace, NewDeal(title=title, owner=owner, currency_amount=1_000_000), by=owner, at=NOW)
    return created.deal, created.operation_id


def _quotes(workspace: Workspace, deal: Deal, seller: Member) -> Ids:
    """`quote` is a draft, `sent` went out under the link `offer`; good for long: it is asked on the real day."""
    fields, lines = {"valid_until": FAR.date()}, [LineDraft("Pelatihan", 1_000, 1_000_000)]
    quote, sent = (make_quote(deal, fields, lines, by=seller, at=NOW) for _ in range(2))
    send(sent, by=seller, at=NOW)
    offer = token_of(share(sent, by=seller, at=NOW))
    other, _ = _deal(workspace, "Cabang Dago", seller)
    agreed = send(make_quote(other, fields, lines, by=seller, at=NOW), by=seller, at=NOW)
    accepted = accept(agreed, name="Ratna", by=None, at=NOW)
    order = make_order(workspace, {}, lines, deal=deal, by=seller, at=NOW)
    set_limits(workspace.id, most_discount=9_000, most_value=None, by=None, at=NOW)
    logo = Logo.objects.create(workspace_id=workspace.id, content="", name="logo.png", created_at=NOW)
    QuoteRules.objects.filter(workspace_id=workspace.id).update(logo_id=logo.id)
    steep = make_quote(deal, fields, [LineDraft("Pelatihan", 1_000, 1_000_000, 9_500)], by=seller, at=NOW)
    rate = add_rate(workspace, valid_on=FAR.date(), percent=1_300, base_of=1, base_whole=1, by=None, at=NOW)
    return {
        "rate": str(rate.id),
        "steep": str(steep.id),
        "quote": str(quote.id),
        "sent": str(sent.id),
        "offer": offer,
        "accepted": str(accepted.id),
        "order": str(order.id),
    }


def _pipeline(workspace: Workspace, name: str, owner: Member) -> Pipeline:
    return create_pipeline(workspace.id, replace(SALES, name=name), by=owner, at=NOW)


def _draft(workspace: Workspace, owner: Member) -> DataImport:
    return draft_import(workspace, name="lama.csv", content=[FILE], record="deal", by=owner, at=NOW)


def _vault(workspace: Workspace, owner: Member) -> Ids:
    """Of the owner's: `job` is a backup, `export` has the link `key`, `check` was looked through."""
    ids: Ids = {}
    for name, kind in (("job", VaultKind.BACKUP), ("export", VaultKind.EXPORT), ("check", VaultKind.CHECK)):
        path = f"backups/{workspace.id}/{name}.zip"
        (settings.DATA_DIR / path).parent.mkdir(parents=True, exist_ok=True)
        (settings.DATA_DIR / path).touch()
        found = {"rows": {}, "files": 0}
        job = VaultJob.objects.create(
            workspace_id=workspace.id, kind=kind, state=VaultState.DONE, by_id=owner.id, path=path, created_at=NOW,
            file_name="arunika.zip", found=found,
        )  # fmt: skip
        ids[name] = str(job.id)
    ids["key"] = signing.dumps([str(workspace.id), ids["export"], str(owner.id)], salt="vault.file")
    return ids


def _listed(workspace: Workspace, seller: Member) -> Ids:
    """A long list that was written for the seller, with its link."""
    path = f"exports/{workspace.id}/deal.csv"
    (settings.DATA_DIR / path).parent.mkdir(parents=True, exist_ok=True)
    (settings.DATA_DIR / path).touch()
    job = VaultJob.objects.create(
        workspace_id=workspace.id, kind=VaultKind.LIST, state=VaultState.DONE, by_id=seller.id, path=path,
        created_at=NOW, expires_at=FAR, file_name="deal.csv", wanted={"kind": "deal"}, found={"rows": 1},
    )  # fmt: skip
    own_key = signing.dumps([str(workspace.id), str(job.id), str(seller.id)], salt="vault.file")
    return {"listed": str(job.id), "own_key": own_key}


def _imported(workspace: Workspace, owner: Member) -> DataImport:
    from alur.exchange.mapping import mapping_from

    draft = _draft(workspace, owner)
    path = Path(draft.files[0][1])
    job = prepare_import(
        workspace,
        [(draft.files[0][0], path)],
        mapping_from(draft.mapping),
        duplicates="new",
        by=owner,
        at=NOW,
        draft=draft,
    )
    return run_import(job)
