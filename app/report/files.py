"""A run as files: report.html for people; result.json, rows.csv and items.csv for programs."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from app.report.html import html_report
from engines.errors import EngineError, ErrorCode
from engines.evaluation.codec import kind_of, plain
from engines.evaluation.results import ItemResult, RunResult

REPORT, RESULT, ROWS, ITEMS = "report.html", "result.json", "rows.csv", "items.csv"

_SCORES = ("value", "ci_low", "ci_high", "n", "signature")


def result_record(result: RunResult) -> dict[str, Any]:
    """Return a run as JSON takes it, with every digit of every score."""
    record: dict[str, Any] = plain(result)
    return record


def write_files(
    folder: Path,
    result: RunResult,
    items: Sequence[ItemResult],
    wanted: Sequence[str] = (REPORT, RESULT, ROWS, ITEMS),
) -> list[Path]:
    """Write files of a run into a folder, which is made if need be; older ones are replaced.

    Raises:
        EngineError: OUTPUT_UNWRITABLE.
    """
    makers: dict[str, Callable[[], str]] = {
        REPORT: lambda: html_report(result, items),
        RESULT: lambda: result_json(result, items),
        ROWS: lambda: rows_csv(result),
        ITEMS: lambda: items_csv(items),
    }
    written: list[Path] = []
    for name in wanted:
        path = folder / name
        partial = folder / f".{name}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with partial.open("w", encoding="utf-8", newline="") as file:
                file.write(makers[name]())
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise EngineError(ErrorCode.OUTPUT_UNWRITABLE, str(error), path=str(path)) from error
        written.append(path)
    return written


def result_json(result: RunResult, items: Sequence[ItemResult]) -> str:
    """Return run and items as one JSON document."""
    record = {"result": result_record(result), "items": [plain(item) for item in items]}
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def rows_csv(result: RunResult) -> str:
    """Return every score of the table, one a line."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(("row", "goal", "verdict", "measure", "detail", *_SCORES, "p_value", "note"))
    for row in result.rows:
        for one in row.measures:
            score = one.score
            numbers = ("",) * 5 if score is None else tuple(getattr(score, n) for n in _SCORES)
            p_value = "" if one.p_value is None else one.p_value
            goal = "" if row.goal is None else row.goal
            table.writerow(
                (row.row_id, goal, row.verdict, one.kind, one.detail, *numbers, p_value, one.note)
            )
    return "\ufeff" + text.getvalue()


def items_csv(items: Sequence[ItemResult]) -> str:
    """Return every item, one a line; the columns are those of all kinds together."""
    records = [{"kind": kind_of(item), **plain(item)} for item in items]
    names = list(dict.fromkeys(name for record in records for name in record))
    text = StringIO()
    table = csv.DictWriter(text, names)
    table.writeheader()
    for record in records:
        table.writerow({name: _cell(value) for name, value in record.items()})
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"}:
        # A spreadsheet would take it for a formula.
        return f"'{value}"
    return "" if value is None else value
