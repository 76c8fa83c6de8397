"""By hand: files of a running program read by programs that no one here wrote, beside what the API tells the same caller.

    pip install openpyxl
    python3 tests/clients/exports.py http://127.0.0.1:8080 TOKEN [430503]

Events and figures are exported as xlsx and csv. Every cell is compared with the API's answer: words, days as days, numbers as
numbers; no cell is a formula; headings stay in sight. Where `soffice` is there, it reads both. Prints one
line for each check and ends with 1 where one fails.
"""

import csv
import datetime
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from decimal import Decimal

import openpyxl

SERVER, TOKEN = sys.argv[1:3]
DISTRICT = sys.argv[3] if len(sys.argv) > 3 else "430503"
MEASURES = {
    "SESSIONS": "场次",
    "PERSON_TIMES": "人次",
    "PERSONS": "人数",
    "GOOD_DEEDS": "实事（件）",
    "VOICES": "意见建议（条）",
    "ENTERPRISES": "走访企业（家）",
    "VILLAGES": "村（社区）（个）",
    "COMMENTS": "留言（条）",
}
FUNDS = {
    "DONATION_CASH": "捐款（元）",
    "DONATION_IN_KIND": "捐物（元）",
    "MOBILISED": "争取资金（元）",
    "AID_PAID": "资助（元）",
}
METRICS = ["W1", "SESSIONS", "PERSON_TIMES", "GOOD_DEEDS", "VERIFIED_SHARE", "MS2"]
FAILED = []


def check(name, good, more=""):
    print(f"{'ok  ' if good else 'FAIL'} {name} {more}".rstrip())
    if not good:
        FAILED.append(name)


def ask(query, variables=None):
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {TOKEN}"}
    request = urllib.request.Request(f"{SERVER}/graphql", body, headers)
    answer = json.load(urllib.request.urlopen(request))
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def export(format, what):
    query = "mutation($input: ExportPrepareInput!) { exportPrepare(input: $input) { download { url } errors { code } } }"
    payload = ask(query, {"input": {"format": format, "what": what}})["exportPrepare"]
    assert payload["errors"] == [], payload
    answer = urllib.request.urlopen(SERVER + payload["download"]["url"])
    return answer.read(), answer.headers


def events():
    """All events of 2022 as the file should tell them."""
    rows, after = [], None
    while True:
        query = """query($code: DivisionCode!, $after: String) { district(code: $code) {
            events(first: 100, after: $after, period: {year: 2022}) { pageInfo { hasNextPage endCursor } nodes {
                uuid title occurredOn { from to } hosts { name } participants { name }
                quantities { measure value fundKind } } } } }"""
        page = ask(query, {"code": DISTRICT, "after": after})["district"]["events"]
        for node in page["nodes"]:
            last = datetime.date.fromisoformat(node["occurredOn"]["to"]) - datetime.timedelta(days=1)
            row = {
                "编号": node["uuid"],
                "标题": node["title"],
                "起始日": datetime.date.fromisoformat(node["occurredOn"]["from"]),
                "结束日": last,
                "主办单位": node["hosts"][0]["name"],
                "协办单位": "、".join(host["name"] for host in node["hosts"][1:]) or None,
                "参加委员": "、".join(member["name"] for member in node["participants"]) or None,
            }
            row |= dict.fromkeys([*MEASURES.values(), *FUNDS.values()])
            for quantity in node["quantities"]:
                heading = FUNDS.get(quantity["fundKind"]) or MEASURES[quantity["measure"]]
                row[heading] = Decimal(quantity["value"])
            rows.append(row)
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]


def figures():
    """The figures of 2022 by workroom: for each row its label, and value and suppression by metric."""
    query = """query($code: DivisionCode!, $metrics: [MetricCode!]!) { district(code: $code) {
        breakdown(by: [WORKROOM], metrics: $metrics, period: {year: 2022}) { keys { label } suppressed
            figures { metric { name } value suppressed } } } }"""
    rows = ask(query, {"code": DISTRICT, "metrics": METRICS})["district"]["breakdown"]
    return {
        row["keys"][0]["label"]: {
            figure["metric"]["name"]: "已抑制" if figure["suppressed"] else figure["value"]
            for figure in row["figures"]
        }
        for row in rows
    }


def cells(sheet):
    headings, *rows = [[cell for cell in row] for row in sheet.iter_rows()]
    headings = [cell.value for cell in headings]
    return [dict(zip(headings, row)) for row in rows]


def same(cell, due):
    """Whether a cell holds what is due, as what it is."""
    value = cell.value
    if isinstance(due, datetime.date):
        return isinstance(value, datetime.datetime) and value.date() == due and value.time() == datetime.time()
    if isinstance(due, Decimal):
        return cell.data_type == "n" and Decimal(str(value)) == due
    return value == due and (due is None or cell.data_type in ("s", "inlineStr"))


def workbook(bytes):
    book = openpyxl.load_workbook(io.BytesIO(bytes))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    check("no cell is a formula or an error", not kinds & {"f", "e"}, str(sorted(kinds)))
    check("headings stay in sight", all(sheet.freeze_panes == "A2" for sheet in book), str(book.sheetnames))
    widths = [sheet.column_dimensions["C"].width for sheet in book if sheet.max_column > 2]
    check("columns have widths", all(width > 9 for width in widths), str(widths))
    return book


def main():
    due = events()
    listed, headers = export("XLSX", {"events": {"period": {"year": 2022}}})
    print(headers["content-type"], "|", headers["content-disposition"], "|", len(listed), "bytes")
    rows = cells(workbook(listed)["活动"])
    check("events: as many rows", len(rows) == len(due), f"{len(rows)} rows")
    wrong = [
        (row["编号"].value, name, row[name].value, cell)
        for row, told in zip(rows, due)
        for name, cell in told.items()
        if not same(row[name], cell)
    ]
    check("events: every cell is the API's", not wrong, str(wrong[:3] or len(due) * len(due[0])))

    text, headers = export("CSV", {"events": {"period": {"year": 2022}}})
    print(headers["content-type"], "|", headers["content-disposition"], "|", len(text), "bytes")
    check("csv: marked as UTF-8, lines end as spreadsheets end them", text[:3] == b"\xef\xbb\xbf" and text.endswith(b"\r\n"))
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    plain = lambda cell: "" if cell is None else str(cell)
    guard = lambda cell: f"'{cell}" if isinstance(cell, str) and cell[0] in "=+-@" else plain(cell)
    wrong = [
        (row["编号"], name, row[name], cell)
        for row, told in zip(rows, due)
        for name, cell in told.items()
        if row[name] != guard(cell)
    ]
    check("csv: every cell is the API's", len(rows) == len(due) and not wrong, str(wrong[:3]))

    told = figures()
    order = {"metrics": METRICS, "period": {"year": 2022}, "breakdowns": [{"by": ["WORKROOM"]}]}
    bytes, _ = export("XLSX", {"figures": order})
    book = workbook(bytes)
    check("figures: the sheets", book.sheetnames == ["统计数据", "按委员工作室", "说明"], str(book.sheetnames))
    rows = {row["委员工作室"].value: row for row in cells(book["按委员工作室"])}
    wrong = []
    for label, of_row in told.items():
        for name, value in of_row.items():
            [heading] = [heading for heading in rows[label] if heading.startswith(f"{name}（")]
            cell = rows[label][heading]
            due_cell = value if value in (None, "已抑制") else Decimal(value)
            if not same(cell, due_cell):
                wrong.append((label, name, cell.value, value))
    empty = sum(value is None for row in told.values() for value in row.values())
    check("figures: every cell is the API's", set(rows) == set(told) and not wrong, str(wrong[:3] or f"{empty} rates over nothing are empty"))

    office(text, listed, due)
    sys.exit(1 if FAILED else 0)


def office(text, book, due):
    """Whether another program reads both as they are. Its command line takes every csv for Windows-1252 unless it is told,
    whatever mark the file has; its window proposes UTF-8."""
    program = shutil.which("soffice")
    if not program:
        print("--   soffice is not here")
        return
    utf8 = "Text - txt - csv (StarCalc):44,34,76"
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "events.csv")
        file.write_bytes(text)
        home = f"-env:UserInstallation=file://{folder}/home"
        command = [program, home, "--headless", f"--infilter={utf8}"]

        def convert(command, to, file):
            convert = ["--convert-to", to, "--outdir", folder, str(file)]
            subprocess.run([*command, *convert], check=True, capture_output=True, timeout=300)

        convert(command, "xlsx", file)
        rows = cells(openpyxl.load_workbook(file.with_suffix(".xlsx")).active)
        plain = lambda title: f"'{title}" if title[0] in "=+-@" else title
        # An apostrophe before a text says that it is one, and is no part of it.
        titles = [(row["标题"].value, told["标题"]) for row, told in zip(rows, due)]
        good = len(rows) == len(due) and all(is_ in (title, plain(title)) for is_, title in titles)
        check("soffice reads the csv", good, f"{len(rows)} rows, {list(rows[0])[:3]}")
        numbers = [(row["人次"].value, told["人次"]) for row, told in zip(rows, due)]
        good = all(value is told or Decimal(str(value)) == told for value, told in numbers)
        check("soffice reads its numbers as numbers", good)
        file = pathlib.Path(folder, "book.xlsx")
        file.write_bytes(book)
        convert(command[:-1], f"csv:{utf8}", file)
        read = file.with_suffix(".csv").read_text("utf-8-sig")
        titles = [row["标题"] for row in csv.DictReader(io.StringIO(read, newline=""))]
        check("soffice reads the workbook", titles == [row["标题"] for row in due], f"{len(titles)} rows")


main()
