"""Back-tests of the temperature on recorded sales processes: what docs/temperature.md says, made again.

    python -m benchmarks.temperature FOLDER      # with bpi2012/ and maven_crm/ in it

Each process comes into an empty workspace as deals with their past and activities; then deals are scored as of past
days, by what was known then, and compared with what became of them. The data is not part of this repository.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alur.pipeline.models import Deal, Pipeline
    from alur.pipeline.operations.bringing_in import DealHistory
    from alur.tenancy.models import Workspace
    from alur.tenancy.scoped import Scoped

BPI_STAGES = ("A_SUBMITTED", "A_PREACCEPTED", "A_ACCEPTED", "O_SENT", "O_SENT_BACK")
WON, LOST = ("A_APPROVED", "A_ACTIVATED", "A_REGISTERED"), ("A_DECLINED", "A_CANCELLED")
CALLS = ("W_Completeren aanvraag", "W_Nabellen offertes", "W_Nabellen incomplete dossiers")
BPI_DAYS = ("2011-10-20", "2011-11-03", "2011-11-17", "2011-12-01", "2011-12-15")
MAVEN_DAYS = ("2017-04-01", "2017-06-01", "2017-08-01", "2017-10-01", "2017-11-15")
A_BATCH = 200
CLASSES = ("hot", "warm", "cold")


def main(folder: Path) -> None:
    os.environ["ALUR_DATA_DIR"] = tempfile.mkdtemp()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name, bring, days in (("bpi2012", bring_bpi, BPI_DAYS), ("maven_crm", bring_maven, MAVEN_DAYS)):
        workspace, pipeline = place_for(name)
        print(f"\n{name}: {bring(folder / name, workspace, pipeline):,} deals", flush=True)
        print("| as of | hot | warm | cold | undecided still |\n|---|---|---|---|---|")
        for day in days:
            print(told(day, *rates_at(workspace, pipeline, instant(day))), flush=True)
        if name == "bpi2012":
            print_fit(pipeline)


def print_fit(pipeline: Pipeline) -> None:
    """Weights fitted to closed deals, beside those that come with Alur, on later deals that were held back."""
    from alur.warmth.operations.fitting import fit

    found = fit(pipeline, by=None, at=datetime.now(UTC))
    print(
        f"\nfitted to {found['trained']:,} deals, judged by {found['tested']:,} later ones; better: {found['better']} %"
    )
    print("| | AUC | Brier | hot | warm | cold |\n|---|---|---|---|---|---|")
    for title, one in (("by hand", found["hand"]), ("fitted", found["fit"])):
        won = {name: Counter({"n": counts[1], "w": counts[0]}) for name, counts in one["won"].items()}
        cells = [f"{won[name]['w']} of {won[name]['n']}" if name in won else "none" for name in CLASSES]
        ranges = [" to ".join(f"{value:.3f}" for value in one[f"{name}_range"]) for name in ("auc", "brier")]
        print(f"| {title} | {one['auc']:.3f} ({ranges[0]}) | {one['brier']:.3f} ({ranges[1]}) | {' | '.join(cells)} |")
    print(f"start {found['start']}, points {found['points']}")


def place_for(name: str) -> tuple[Workspace, Pipeline]:
    """An empty workspace, with the pipeline that every workspace begins with."""
    from alur.accounts.operations.creating import create_workspace
    from alur.pipeline.models import Pipeline

    workspace = create_workspace(name, at=instant("2010-01-01"))
    return workspace, Pipeline.objects.get(workspace_id=workspace.id)


def instant(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def rates_at(workspace: Workspace, pipeline: Pipeline, at: datetime) -> tuple[Counter[str], Counter[str], int]:
    """(deals decided later, of these won) by temperature, and how many of the open are undecided still."""
    from alur.pipeline.models import Deal, DealSpell
    from alur.warmth.queries.receipts import places_at, receipts

    standing = DealSpell.objects.filter(workspace_id=workspace.id, from_at__lte=at, status="open").exclude(
        until_at__lte=at
    )
    places = places_at(workspace.id, list(standing.values_list("deal_id", flat=True)), at=at)
    found = receipts(workspace.id, places, at=at)
    ends = dict(Deal.objects.filter(workspace_id=workspace.id).values_list("id", "status"))
    decided, won, undecided = Counter[str](), Counter[str](), 0
    for deal_id, one in found.items():
        if ends[deal_id] not in ("won", "lost"):
            undecided += 1
            continue
        decided[one.temperature] += 1
        won[one.temperature] += ends[deal_id] == "won"
    return decided, won, undecided


def told(day: str, decided: Counter[str], won: Counter[str], undecided: int) -> str:
    cells = [
        f"{won[one]} of {decided[one]}, {won[one] / decided[one]:.0%}" if decided[one] else "none" for one in CLASSES
    ]
    return f"| {day} | {' | '.join(cells)} | {undecided:,} |"


def bring_bpi(folder: Path, workspace: Workspace, pipeline: Pipeline) -> int:
    """The loan process: milestones are stages, finished work on the telephone is a call, an offer sent is a quote, an
    offer that came back is a reply; work that waits is planned."""
    from alur.pipeline.models import Stage
    from alur.pipeline.operations.bringing_in import DealHistory

    stages = list(Stage.objects.filter(workspace_id=workspace.id, pipeline_id=pipeline.id).order_by("position"))
    cases: dict[str, list[dict[str, str]]] = defaultdict(list)
    with gzip.open(next(folder.glob("*.csv.gz")), "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cases[row["case"]].append(row)
    histories, traces = [], []
    for case, rows in cases.items():
        came: dict[str, datetime] = {}
        for row in rows:
            if row["activity"] in BPI_STAGES and row["lifecycle"] == "COMPLETE":
                came.setdefault(row["activity"], when(row))
        path = [(stages[place], came[name]) for place, name in enumerate(BPI_STAGES) if name in came]
        path = [one for place, one in enumerate(path) if all(one[1] >= before[1] for before in path[:place])]
        end = next((row for row in rows if row["activity"] in WON + LOST), None)
        outcome = "open" if end is None else "won" if end["activity"] in WON else "lost"
        if end is not None:
            path = [one for one in path if one[1] < when(end)] or path[:1]
        closed = None if end is None else max(when(end), path[-1][1] + timedelta(seconds=1))
        reason = "Ditolak" if outcome == "lost" else ""
        amount = int(rows[0]["amount"] or 0)
        histories.append(
            DealHistory(case, tuple(path), outcome=outcome, closed_at=closed, amount=amount, reason_text=reason)
        )
        traces.append([row for row in rows if closed is None or when(row) < closed])
    _bring(workspace, pipeline, histories, traces)
    return len(histories)


def bring_maven(folder: Path, workspace: Workspace, pipeline: Pipeline) -> int:
    """A list of opportunities: when it was engaged, and when and how it ended. The account is left out: it is missing
    on open deals alone. Those that were only prospected have no date, and are no deals yet."""
    from alur.pipeline.models import Stage
    from alur.pipeline.operations.bringing_in import DealHistory

    first = Stage.objects.filter(workspace_id=workspace.id, pipeline_id=pipeline.id).order_by("position")[0]
    histories = []
    with (folder / "sales_pipeline.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if not row["engage_date"]:
                continue
            outcome = {"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open")
            begun = datetime.strptime(row["engage_date"], "%m/%d/%Y").replace(tzinfo=UTC)
            closed = None
            if outcome != "open":
                closed = datetime.strptime(row["close_date"], "%m/%d/%Y").replace(tzinfo=UTC) + timedelta(hours=8)
            reason = "Kalah" if outcome == "lost" else ""
            history = DealHistory(
                row["opportunity_id"], ((first, begun),), outcome=outcome, closed_at=closed, reason_text=reason
            )
            histories.append(history)
    _bring(workspace, pipeline, histories, [[] for _ in histories])
    return len(histories)


def when(row: dict[str, str]) -> datetime:
    return datetime.fromisoformat(row["at"])


def _bring(
    workspace: Workspace,
    pipeline: Pipeline,
    histories: Sequence[DealHistory],
    traces: Sequence[list[dict[str, str]]],
) -> None:
    from alur.events.recording import operation, via
    from alur.pipeline.models import Stage
    from alur.pipeline.operations.bringing_in import bring_in
    from alur.tenancy.inserting import insert_rows

    stages = list(Stage.objects.filter(workspace_id=workspace.id, pipeline_id=pipeline.id).order_by("position"))
    for first in range(0, len(histories), A_BATCH):
        with via("system"), operation(workspace.id, by=None, at=datetime.now(UTC)) as act:
            some = histories[first : first + A_BATCH]
            deals = bring_in(some, stages, currency=workspace.currency, act=act)
            for deal, rows in zip(deals, traces[first : first + A_BATCH], strict=True):
                insert_rows(list(_activities(deal, rows)))
                insert_rows(list(_quotes(deal, rows)))


def _activities(deal: Deal, rows: list[dict[str, str]]) -> Iterator[Scoped]:
    """What was finished, and what waited until then."""
    from alur.conversations.models import Activity

    keys = {"workspace_id": deal.workspace_id, "deal_id": deal.id}
    waiting: dict[str, datetime] = {}
    for row in rows:
        name, at = row["activity"], when(row)
        if name == "O_SENT_BACK":
            yield Activity(**keys, kind="email", title=name, done_at=at, is_answered=True, created_at=at, updated_at=at)
        elif row["lifecycle"] == "SCHEDULE":
            waiting[name] = at
        elif row["lifecycle"] == "COMPLETE" and name.startswith("W_"):
            kind, since = "call" if name in CALLS else "task", waiting.pop(name, at)
            yield Activity(**keys, kind=kind, title=name, due_at=since, done_at=at, created_at=since, updated_at=at)
    for name, since in waiting.items():
        yield Activity(**keys, kind="task", title=name, due_at=since, created_at=since, updated_at=since)


def _quotes(deal: Deal, rows: list[dict[str, str]]) -> Iterator[Scoped]:
    from alur.kernel.ids import new_id
    from alur.orders.models import Quote

    for row in rows:
        if row["activity"] == "O_SENT":
            at, quote_id = when(row), new_id()
            yield Quote(
                workspace_id=deal.workspace_id, id=quote_id, series_id=quote_id, deal_id=deal.id,
                currency=deal.currency, valid_until=(at + timedelta(days=30)).date(), status="sent", sent_at=at,
                created_at=at, updated_at=at,
            )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
