"""A large yearly table previewed, loaded and marked: time against plain reading and inserting, and the memory it takes.

The table has 30 columns, eight of which the form does not know. The plain side reads the same workbook with the same
library and inserts it into the same table of a database of its own, with no check, no source and no preview. Each side
runs in a process of its own, several times in turns, and the best round counts. django-import-export, installed for
the time of this run only, imports fewer rows of the same shape: first as it ships, with the preview that shows
differences, then as its manual tunes it for bulk.

    python bench/intake.py [rows] [rows for django-import-export]
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from _measure import Other, Spent, bar, environment, ratios, scratch

NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
YEARS = (2020, 2021, 2022, 2023, 2024)
ROUNDS = 2
COLUMNS = 30
MEMORY = 500
SHARES = {"revenue_fen": 100, "total_income_fen": 110, "hightech_income_fen": 70, "staff_average": 100}
"""Per cent of a firm's size, or a number of persons; whatever is not named is 4."""
UNKNOWN = {
    "备注": "无",
    "填表人": "王五",
    "联系电话": "0790-1",
    "行业": "制造业",
    "开户行": "农商行",
    "法人": "李四",
    "地址": "工业园",
    "邮编": "344700",
}
"""Columns that the form does not know, with what stands in them."""


def main() -> None:
    """Make the house and the workbooks, and let every side run in turns."""
    if len(sys.argv) > 1 and sys.argv[1] == "side":
        side(*sys.argv[2:])
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    few = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000
    with scratch() as folder:
        home = Path(folder)
        print(f"  {rows:,} rows of {COLUMNS} columns", flush=True)
        found = in_turns(home, rows, ("plain", "plain_tuned", "stage", "load", "marked"))
        ours = together(found["stage"], found["load"])
        ratios("preview and load / plain reading and inserting", ours, found["plain"][0], most=3)
        tuned = found["plain_tuned"][0]
        ratios("the same, with the collector of the plain side as seldom as ours", ours, tuned, most=3)
        for name, what in (("stage", "preview"), ("load", "load"), ("marked", "preview and error workbook")):
            spent, peak = found[name]
            print(f"    {what}: {spent.wall:.1f} s on the wall, {spent.used:.1f} s of the processor")
            bar(f"memory of the {what}", peak, most=MEMORY, unit=" MB")
        print(f"    memory of the plain side: {found['plain'][1]:.0f} MB", flush=True)
        others(home / "few", few)


def in_turns(home: Path, rows: int, sides: tuple[str, ...]) -> dict[str, tuple[Spent, float]]:
    """Return the least time and the most memory (MB) of each side."""
    best: dict[str, tuple[Spent, float]] = {}
    run("prepare", home / str(rows), rows)
    for number in range(ROUNDS):
        place = home / f"{rows}-{number}"
        shutil.copytree(home / str(rows), place)
        for name in sides:
            told = run(name, place, rows)
            spent, peak = Spent(told["wall"], told["used"]), told["peak"]
            before = best.get(name, (spent, peak))
            best[name] = (
                Spent(min(spent.wall, before[0].wall), min(spent.used, before[0].used)),
                max(peak, before[1]),
            )
    return best


def together(*parts: tuple[Spent, float]) -> Spent:
    """Return what several sides took one after the other."""
    return Spent(sum(spent.wall for spent, _ in parts), sum(spent.used for spent, _ in parts))


def others(home: Path, rows: int) -> None:
    """Let django-import-export import the same table, and print how much faster ours is."""
    print(f"  {rows:,} rows beside django-import-export", flush=True)
    python = environment(home / "environment", "django-import-export[xlsx]", "django")
    if python is None:
        return
    found = in_turns(home, rows, ("stage", "load"))
    ours = together(found["stage"], found["load"])
    book = home / str(rows) / "table.xlsx"
    for way, least in (("defaults", 5), ("bulk", None)):
        other = Other.start(python, "django_imports.py", way, book)
        theirs = other.run()
        other.stop()
        what = f"django-import-export ({way}), preview and load / ours"
        if least is not None:
            ratios(what, theirs, ours, least=least)
        else:
            print(
                f"    {what}: {theirs.used / ours.used:.2f} processor, {theirs.wall / ours.wall:.2f} wall clock"
            )


def run(name: str, place: Path, rows: int) -> dict[str, float]:
    """Return what a side tells of its run in a process of its own."""
    command = [sys.executable, __file__, "side", name, str(place), str(rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def side(name: str, place: str, rows: str) -> None:
    """Do one side's work and tell what it took."""
    home = Path(place)
    home.mkdir(parents=True, exist_ok=True)
    database = name if name.startswith("plain") else "ours"
    os.environ.update(
        TIDU_HOME=str(home),
        TIDU_DATABASE_URL=f"sqlite://{home / database}.sqlite3",
        TIDU_SECRET_KEY="bench",
        DJANGO_SETTINGS_MODULE="tidu.project.settings",
    )
    import django

    from tidu.foundation.collector import look_seldom

    django.setup()
    if name != "plain":  # every process of ours does so; a script has Python's own settings
        look_seldom()
    wall, used = time.perf_counter(), time.process_time()
    WORK[name](home, int(rows))
    told = {
        "wall": time.perf_counter() - wall,
        "used": time.process_time() - used,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


def prepare(home: Path, rows: int) -> None:
    """Make both databases with their firms, and the two workbooks."""
    from django.core.management import call_command
    from django.db import connection

    from tidu.domain.enterprises import credit_code
    from tidu.domain.enterprises.models import Enterprise, NameRecord, Profile
    from tidu.foundation.actors import system
    from tidu.foundation.provenance import operations as provenance
    from tidu.foundation.provenance.vocabulary import SourceKind

    call_command("migrate", verbosity=0)
    codes = [credit_code.compose("9", "1", "360899", f"MC{n:06d}") for n in range(-(-rows // len(YEARS)))]
    early, by = NOW - timedelta(days=30), system("测算")
    batch = provenance.open_batch(kind=SourceKind.NOTICE, title="登记", by=by, now=early, column_map={})
    [line] = provenance.add_lines(batch=batch, row_numbers=[0])
    Enterprise.objects.bulk_create([Enterprise(credit_code=code) for code in codes])
    firms = list(Enterprise.objects.order_by("pk"))
    stamp = {"recorded_at": early, "source_line": line}
    begun = datetime(2015, 6, 1, tzinfo=UTC).date()
    Profile.objects.bulk_create([Profile(enterprise=one, registered_on=begun, **stamp) for one in firms])
    NameRecord.objects.bulk_create(
        [NameRecord(enterprise=one, name=f"企业{one.pk}", valid_from_on=begun, **stamp) for one in firms]
    )
    connection.close()
    for side_database in ("plain", "plain_tuned"):
        shutil.copy(home / "ours.sqlite3", home / f"{side_database}.sqlite3")
    write_book(home / "table.xlsx", codes, rows, wrong_every=0)
    write_book(home / "wrong.xlsx", codes, rows, wrong_every=100)


def write_book(path: Path, codes: list[str], rows: int, wrong_every: int) -> None:
    """Write a workbook of so many rows; every so many of them have a word where a number belongs."""
    import xlsxwriter

    from tidu.foundation.intake import forms, templates
    from tidu.foundation.intake.forms import CellKind

    form = forms.find("yearly_facts")
    told = [spec for spec in form.fields if spec.name not in ("status", "through_month", "name")]
    insist(len(told) + len(UNKNOWN), COLUMNS)
    source = random.Random(7)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("年报")
    page.write_row(0, 0, [*(templates.header_text(spec) for spec in told), *UNKNOWN])
    for number in range(rows):
        row: list[Any] = [codes[number // len(YEARS)], YEARS[number % len(YEARS)]]
        size = source.randrange(10_000_000, 20_000_000)  # hundredths of 万元
        for spec in told[2:]:
            share = SHARES.get(spec.name, 4)
            row.append(share if spec.kind is CellKind.COUNT else size * share // 100 / 100)
        if wrong_every and number % wrong_every == 0:
            row[2] = "约三千"
        page.write_row(number + 1, 0, [*row, *UNKNOWN.values()])
    book.close()


def plain(home: Path, rows: int) -> None:
    """Read the workbook and insert it, unchecked."""
    import python_calamine

    from tidu.domain.enterprises.models import Enterprise, YearlyFacts
    from tidu.foundation.intake import forms, headers
    from tidu.foundation.intake.forms import CellKind
    from tidu.foundation.provenance.models import SourceLine

    content = (home / "table.xlsx").read_bytes()
    header, *body = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    known = {headers.named(spec.label)[0]: spec for spec in forms.find("yearly_facts").fields}
    columns = [(place, known.get(headers.named(text)[0])) for place, text in enumerate(header)]
    firms = dict(Enterprise.objects.values_list("credit_code", "pk"))
    line = SourceLine.objects.get()
    records = []
    for row in body:
        values: dict[str, Any] = {}
        for place, spec in columns[2:]:
            if spec is not None:
                scale = 1 if spec.kind is CellKind.COUNT else 1_000_000
                values[spec.name] = round(row[place] * scale)
        records.append(
            YearlyFacts(
                enterprise_id=firms[row[0]], year=int(row[1]), recorded_at=NOW, source_line=line, **values
            )
        )
    YearlyFacts.objects.bulk_create(records, batch_size=1_000)
    insist(YearlyFacts.objects.count(), rows)


def stage(home: Path, rows: int) -> None:
    """Preview the table as the background does."""
    from tidu.foundation.actors import system
    from tidu.foundation.intake import operations

    load = operations.stage(
        form_code="yearly_facts",
        file_name="table.xlsx",
        content=(home / "table.xlsx").read_bytes(),
        options={},
        by=system("测算"),
        now=NOW,
    )
    insist(load.counts["NEW"], rows)


def load(_home: Path, rows: int) -> None:
    """Confirm what was previewed."""
    from tidu.domain.enterprises.models import YearlyFacts
    from tidu.foundation.actors import system
    from tidu.foundation.intake import operations, queries

    operations.confirm(load=queries.recent(1)[0], by=system("测算"), now=NOW + timedelta(minutes=1))
    insist(YearlyFacts.objects.count(), rows)


def marked(home: Path, rows: int) -> None:
    """Preview the table with faults and write it back with its cells marked."""
    from tidu.foundation.actors import system
    from tidu.foundation.intake import operations, returning

    found = operations.stage(
        form_code="yearly_facts",
        file_name="wrong.xlsx",
        content=(home / "wrong.xlsx").read_bytes(),
        options={},
        by=system("测算"),
        now=NOW + timedelta(minutes=2),
    )
    insist(found.counts["REJECTED"], -(-rows // 100))
    (home / "returned.xlsx").write_bytes(returning.error_workbook(found))


def insist(found: int, expected: int) -> None:
    """Stop the bench when a side did not do what is measured."""
    if found != expected:
        sys.exit(f"expected {expected:,}, found {found:,}")


WORK = {
    "prepare": prepare,
    "plain": plain,
    "plain_tuned": plain,
    "stage": stage,
    "load": load,
    "marked": marked,
}

if __name__ == "__main__":
    main()
