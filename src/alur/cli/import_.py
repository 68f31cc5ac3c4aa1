from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alur.cli import say
from alur.cli.workspace_option import in_workspace

if TYPE_CHECKING:
    from alur.exchange.models import FailedRow


class ImportCommand(click.Group):
    """`alur import FILE…` brings in; `alur import undo ID` takes back. A file named undo is written ./undo."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in ("undo", "-h", "--help"):
            args = ["files", *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "FILE... --mapping MAP.toml [OPTIONS]  |  undo ID")


@click.group(cls=ImportCommand, help="Bring in CSV and XLSX files, or take an import back.")
def command() -> None:
    pass


@command.command("files", hidden=True, help="Bring in files by a mapping.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", "mapping_path", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--duplicates", type=click.Choice(["skip", "merge", "new"]), default="skip", show_default=True)
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), help="Where rows that failed go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def bring_in(
    workspace: Any,
    files: tuple[Path, ...],
    mapping_path: Path,
    dry_run: bool,
    duplicates: str,
    errors: Path | None,
    as_json: bool,
) -> None:
    from django.utils.timezone import now

    from alur.exchange.mapping import load_mapping
    from alur.exchange.models import FailedRow
    from alur.exchange.operations.importing import prepare_import, run_import, stop_import, try_out
    from alur.tenancy.models import Member

    mapping = load_mapping(mapping_path)
    by = Member.objects.filter(workspace_id=workspace.id, role="owner", is_active=True).order_by("id").first()
    given = [(path.name, path) for path in files]
    if dry_run:
        with click.progressbar(length=_rows(files), label="Trying", file=sys.stderr) as bar:
            counts, failed = try_out(
                workspace, given, mapping, duplicates=duplicates, by=by, at=now(),
                on_progress=lambda done: bar.update(done - bar.pos),
            )  # fmt: skip
        _write_errors(errors, failed)
        say(_sentence("Nothing was written. It would be", counts), as_json=as_json, **counts)
        return
    job = prepare_import(workspace, given, mapping, duplicates=duplicates, by=by, at=now())
    with click.progressbar(length=job.rows_total, label="Importing", file=sys.stderr) as bar:
        try:
            run_import(job, on_progress=lambda one: bar.update(one.rows_done - bar.pos))
        except KeyboardInterrupt:
            stop_import(job)
            run_import(job)
    failures = FailedRow.objects.filter(workspace_id=workspace.id, data_import_id=job.id).order_by("file", "number")
    _write_errors(errors, failures)
    counts = {"created": job.created, "updated": job.updated, "skipped": job.skipped, "failed": job.failed}
    if as_json:
        say("", as_json=True, **{"import": str(job.id), **counts})
    else:
        click.echo(f"{_sentence('Done.', counts)} import {job.id}")


@command.command("undo", help="Take a whole import back.")
@click.argument("import_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object as one line.")
@in_workspace
def undo(workspace: Any, import_id: int, as_json: bool) -> None:
    from django.utils.timezone import now

    from alur.exchange.models import DataImport
    from alur.exchange.operations.taking_back import kept_records, undo_import
    from alur.kernel.refusal import N_, Refusal

    job = DataImport.objects.filter(workspace_id=workspace.id, id=import_id).first()
    if job is None:
        raise Refusal(N_("There is no import %(id)s in this workspace."), id=import_id)
    with click.progressbar(length=job.created + job.updated, label="Taking back", file=sys.stderr) as bar:
        removed, kept = undo_import(
            job, by=None, at=now(), on_progress=lambda done, total: bar.update(min(done, bar.length or done) - bar.pos)
        )
    for kind, record_id, title in kept_records(job, by=None) if kept and not as_json else []:
        click.echo(f"kept, edited since: {kind} {record_id} {title}")
    say(f"{removed} records taken back, {kept} kept", as_json=as_json, removed=removed, kept=kept)


def _sentence(start: str, counts: dict[str, int]) -> str:
    return f"{start} " + ", ".join(f"{name} {count}" for name, count in counts.items())


def _rows(files: Iterable[Path]) -> int:
    from alur.exchange.reading import count_rows

    return sum(count_rows(path) for path in files)


def _write_errors(path: Path | None, failed: Iterable[FailedRow]) -> None:
    """The rows that failed, as they were, and why: to mend and send again."""
    if path is None:
        return
    from alur.exchange.queries.failures import error_rows

    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(error_rows(failed))
