"""A copy of the whole installation while it runs: the database as it is, with all workspaces and everyone's sign-in.

SQLite is copied by its own backup interface, PostgreSQL by pg_dump; where that is missing or older than the server,
each workspace is exported instead. A copy is put in its place only after it was read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import Any

from django.db import connection

from alur import __version__
from alur.exchange.operations.checking import check_export
from alur.exchange.operations.exporting import write_export
from alur.exchange.operations.keeping import kept_days
from alur.exchange.steps import Steps
from alur.exchange.vault.schema import schema
from alur.exchange.vault.stored import link_or_copy
from alur.files.queries.places import root
from alur.kernel.dates import iso
from alur.kernel.refusal import N_, Refusal
from alur.tenancy.models import Workspace

PAGES_AT_ONCE = 4_000
CHUNK = 1 << 20
LOOK_SECONDS = 0.2
DONE = "backup.json"
NAME = "alur-%Y%m%d-%H%M%S"


class CopyFailed(Refusal):
    """The copy could not be made, or was not whole when it was read again. Nothing of it was left."""


@dataclass(frozen=True, slots=True)
class Copied:
    """`how`: sqlite, pg_dump or exports (which have no one's sign-in)."""

    path: Path
    how: str
    bytes: int


def copy_installation(folder: Path, *, at: datetime) -> Steps[Copied]:
    """A folder of its own inside `folder`, named by the moment. Steps are out of a thousand."""
    name = at.astimezone(UTC).strftime(NAME)
    place, part = folder / name, folder / f"{name}.part"
    try:
        part.mkdir(parents=True)
    except OSError as error:
        raise CopyFailed(
            N_("The folder %(folder)s cannot be written to: %(why)s"), folder=folder, why=str(error)
        ) from None
    try:
        how = yield from _copy(part, at)
        sums = {path.name: _sum(path) for path in sorted(part.iterdir())}
        if how != "exports":  # those hold their files
            yield from _copy_files(part / "files")
        about = {"alur": __version__, "made_at": iso(at), "how": how, "schema": schema(), "sha256": sums}
        (part / DONE).write_text(json.dumps(about, indent=1))
        size = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
        part.rename(place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return Copied(place, how, size)


def forget_old_copies(folder: Path, *, daily: int) -> int:
    """Remove the copies that no rule keeps (see `kept_days`); of one day the last stays. Returns how many went."""
    by_day: dict[date, Path] = {}
    found = sorted(path for path in folder.glob("alur-*-*") if (path / DONE).exists())
    for path in found:
        by_day[datetime.strptime(path.name, NAME).replace(tzinfo=UTC).date()] = path
    kept = {by_day[day] for day in kept_days(by_day, daily=daily)}
    gone = [path for path in found if path not in kept]
    for path in gone:
        shutil.rmtree(path)
    return len(gone)


def _copy(part: Path, at: datetime) -> Steps[str]:
    if connection.vendor == "sqlite":
        yield from _copy_sqlite(part / "alur.sqlite3")
        return "sqlite"
    if (yield from _dump_postgresql(part / "alur.dump")):
        return "pg_dump"
    yield from _export_each(part, at)
    return "exports"


def _copy_sqlite(path: Path) -> Steps[None]:
    """In a thread of its own, from one moment: a read transaction that writers do not wait for."""
    progress, is_stopped = [0, 1], Event()

    def note(_status: int, remaining: int, total: int) -> None:
        progress[:] = [total - remaining, max(total, 1)]
        if is_stopped.is_set():
            raise InterruptedError

    def copy() -> str:
        source = sqlite3.connect(f"{Path(connection.settings_dict['NAME']).resolve().as_uri()}?mode=ro", uri=True)
        target = sqlite3.connect(path)
        try:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on the moment stands still
            source.backup(target, pages=PAGES_AT_ONCE, progress=note, sleep=0)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            return str(target.execute("PRAGMA quick_check(1)").fetchone()[0])
        finally:
            target.close()
            source.close()

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(copy)
        try:
            yield from _while_working(work, progress)
            if work.result() != "ok":
                raise CopyFailed(N_("The copy is not whole: %(why)s"), why=work.result())
        except sqlite3.Error as error:
            raise CopyFailed(N_("The copy is not whole: %(why)s"), why=str(error)) from None
        finally:
            is_stopped.set()


def _copy_files(folder: Path) -> Steps[None]:
    """What customers sent, after the database that names it: nothing it names is missing but what was purged since."""
    for place in root().rglob("*") if root().is_dir() else ():
        if place.is_file():
            copy = folder / place.relative_to(root())
            copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileNotFoundError):
                link_or_copy(place, copy)
            yield 990, 1000


def _while_working(work: Future[Any], progress: list[int]) -> Iterator[tuple[int, int]]:
    while not work.done():
        time.sleep(LOOK_SECONDS)
        yield 950 * progress[0] // progress[1], 1000


def _dump_postgresql(path: Path) -> Steps[bool]:
    """False where pg_dump is missing, or refuses a server that is newer than itself."""
    dump, restore = shutil.which("pg_dump"), shutil.which("pg_restore")
    if dump is None or restore is None:
        return False
    given: Any = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": given["PASSWORD"]} if given["PASSWORD"] else dict(os.environ)
    where = {"--host": given["HOST"], "--port": given["PORT"], "--username": given["USER"], "--dbname": given["NAME"]}
    words = [word for name, value in where.items() if value for word in (name, str(value))]
    process = subprocess.Popen(  # noqa: S603
        [dump, *words, "--format=custom", "--no-password", f"--file={path}"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        while process.poll() is None:
            time.sleep(LOOK_SECONDS)
            yield 500, 1000
        said = process.stderr.read() if process.stderr else ""
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if process.returncode != 0:
        path.unlink(missing_ok=True)
        if "server version mismatch" in said:
            return False
        raise CopyFailed(N_("The copy is not whole: %(why)s"), why=" ".join(said.split())[:300])
    listed = subprocess.run([restore, "--list", str(path)], capture_output=True, text=True, check=False)  # noqa: S603
    if listed.returncode != 0 or "TABLE DATA" not in listed.stdout:
        raise CopyFailed(N_("The copy is not whole: %(why)s"), why=" ".join(listed.stderr.split())[:300])
    return True


def _export_each(part: Path, at: datetime) -> Steps[None]:
    workspaces = list(Workspace.objects.order_by("id"))
    for number, workspace in enumerate(workspaces):
        path = part / f"{workspace.slug}-{workspace.id}.zip"
        for share, steps in ((0, write_export(workspace, path, at=at)), (500, check_export(path))):
            for done, whole in steps:
                yield (1000 * number + share + 500 * done // max(whole, 1)) // len(workspaces), 1000


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            digest.update(data)
    return digest.hexdigest()
