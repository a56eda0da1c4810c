"""An emulator of BigQuery (Crucible) with what it lacks and a client needs.

Queries, results, types and errors are the emulator's own, with the additions of bigquery_additions.py. Added, from
https://cloud.google.com/bigquery/docs/reference/rest (read 2026-11-27): access tokens, one of them of an account that may
only read, dry runs, the limit of a statement, what a dataset was made with, the Storage Read API on a port of its own
(bigquery_storage.py), and for tests a list of jobs with their labels, a way to take the results of a dataset's jobs away,
and results that a test gives (bigquery_given.py).
"""

import asyncio
import json
import re
import signal
import sys
import threading
import os

import uvicorn
import bigquery_additions
import bigquery_arrow
from bigquery_given import GivenResults
from bigquery_storage import ReadServer
from crucible.engine import Engine
from crucible.server.app import create_app
from starlette.requests import Request
from starlette.responses import JSONResponse

port, token = int(sys.argv[1]), sys.argv[2]
# Of an account that may run queries and read data, and nothing else.
reader_token = f"{token}-reader"
# Whether an account may open read sessions.
tokens = {token: True, reader_token: True, f"{token}-no-sessions": False}
# https://cloud.google.com/bigquery/quotas#query_jobs (read 2026-11-27)
statement_bytes_max = 1_000_000
bigquery_additions.install()
# The emulator takes a statement apart recursively, and an INSERT of many rows is deep.
sys.setrecursionlimit(100_000)
threading.stack_size(512 << 20)
app = create_app("bigquery", Engine(None))
jobs = {}
broken = set()
given = GivenResults()
# The dataset and the path of the job behind a destination table.
results = {}
# What a dataset was made with that the emulator does not keep.
properties = {}
# One statement after the other: two that change the catalogue at once can fail in the emulator.
turn = asyncio.Lock()


def failure(status, reason, message):
    error = {"code": status, "message": message, "errors": [{"message": message, "domain": "global", "reason": reason}]}
    return JSONResponse({"error": error}, status)


async def call(method, path, body, query=""):
    """Asks the emulator itself."""
    data = json.dumps(body).encode()
    answer = {"body": b""}

    async def receive():
        return {"type": "http.request", "body": data, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer["status"] = message["status"]
        else:
            answer["body"] += message.get("body", b"")

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")], "http_version": "1.1",
        "scheme": "http", "server": ("127.0.0.1", port), "client": ("127.0.0.1", 0),
    }
    async with turn:
        await app(scope, receive, send)
    return answer["status"], json.loads(answer["body"])


async def dry_run(path, body):
    """The schema and the kind of a statement. A query is asked for no row; nothing else is run."""
    query = body["configuration"]["query"]
    sql = query["query"]
    word = (re.match(r"[\s(]*(\w+)", sql) or ["", ""])[1].upper()
    kinds = {"DROP": "DROP_TABLE", "CREATE": "CREATE_TABLE", "TRUNCATE": "TRUNCATE_TABLE"}
    if word in ("DROP", "CREATE", "TRUNCATE", "INSERT", "UPDATE", "DELETE", "MERGE"):
        return JSONResponse({"statistics": {"query": {"statementType": kinds.get(word, word)}}, "status": {"state": "DONE"}})
    inner = f"SELECT * FROM ({sql}\n) LIMIT 0" if word in ("SELECT", "WITH") else sql
    asked = {"query": inner, "useLegacySql": False, "defaultDataset": query.get("defaultDataset")}
    status, answer = await call("POST", path.removesuffix("/jobs") + "/queries", {k: v for k, v in asked.items() if v is not None})
    if status != 200:
        return JSONResponse(answer, status)
    found = {"statementType": "SELECT", "schema": answer.get("schema"), "totalBytesProcessed": "0"}
    return JSONResponse({"statistics": {"query": found}, "status": {"state": "DONE"}})


def without_properties(sent):
    """The body of datasets.insert as the emulator takes it; the rest is kept beside it."""
    body = json.loads(sent)
    kept = [name for name in ("defaultCollation", "defaultTableExpirationMs", "location") if name in body]
    properties[body["datasetReference"]["datasetId"]] = {name: body.pop(name) for name in kept}
    return json.dumps(body).encode()


async def whole_dataset(path):
    status, answer = await call("GET", path, {})
    return JSONResponse({**answer, **(properties.get(path.split("/")[-1], {}) if status == 200 else {})}, status)


async def all_rows(path):
    """The whole result of a job, as the REST API has it."""
    fields, rows, token = [], [], ""
    while token is not None:
        query = f"formatOptions.useInt64Timestamp=true&pageToken={token}" if token else "formatOptions.useInt64Timestamp=true"
        _, page = await call("GET", path.replace("/jobs/", "/queries/"), {}, query)
        fields, token = page["schema"]["fields"], page.get("pageToken")
        rows += page.get("rows", [])
    return fields, rows


def result_of(table):
    """For the threads of the Storage Read API."""
    dataset, path = results[table]
    job = path.split("/")[-1]
    if given.has_job(job):
        return given.table(job)
    fields, rows = asyncio.run_coroutine_threadsafe(all_rows(path), loop).result()
    return dataset, bigquery_arrow.arrow_table(fields, rows)


def keep_result(dataset, path, job):
    """Remembers where the destination table of a job comes from."""
    table = job.get("configuration", {}).get("query", {}).get("destinationTable")
    if table:
        name = f"projects/{table['projectId']}/datasets/{table['datasetId']}/tables/{table['tableId']}"
        results[name] = (dataset, f"{path}/{job['jobReference']['jobId']}")


async def insert_job(path, body, dataset):
    if given.has_dataset(dataset):
        status, job = 200, given.insert(dataset, body["jobReference"])
    else:
        status, job = await call("POST", path, body)
    keep_result(dataset, path, job)
    return JSONResponse(job, status)


def given_answer(request):
    """What a job with a given result answers."""
    parts, query = request.url.path.split("/"), request.query_params
    if parts[-2] == "queries":
        return given.page(parts[-1], int(query.get("maxResults", 10_000)), query.get("pageToken"))
    return given.job(parts[-2 if parts[-1] == "cancel" else -1], parts[4])


async def control(request):
    """What tests ask and set beside the API; None where it is the API that is asked."""
    match request.url.path.split("/")[1:]:
        case ["jobs"]:
            return list(jobs.values())
        case ["break", dataset]:
            broken.add(dataset)
            return {}
        case ["given", dataset]:
            given.give(dataset, await request.json())
            return {}
        case ["storage"]:
            return {"port": storage.port}
        case ["storage", dataset] if request.method == "POST":
            storage.faults[dataset] = await request.json()
            return {}
        case ["storage", dataset]:
            return storage.requests.get(dataset, [])


def is_query(sql):
    return (re.match(r"[\s(]*(\w+)", sql) or ["", ""])[1].upper() in ("SELECT", "WITH")


def refusal(sql, sender):
    """Why a statement is not run at all."""
    if len(sql.encode()) > statement_bytes_max:
        return failure(400, "invalidQuery", "The query is too large. The maximum standard SQL query length is 1024.00K characters.")
    if sender == f"Bearer {reader_token}" and not is_query(sql):
        return failure(403, "accessDenied", "Access Denied: Permission bigquery.tables.create denied (or it may not exist).")
    return None


async def front(scope, receive, send):
    if scope["type"] != "http":
        return await app(scope, receive, send)
    global loop
    loop = asyncio.get_running_loop()
    path = scope["path"]
    request = Request(scope, receive)
    answer = await control(request)
    if answer is not None:
        return await JSONResponse(answer)(scope, receive, send)
    sender = request.headers.get("authorization", "")
    if sender.removeprefix("Bearer ") not in tokens:
        message = "Request had invalid authentication credentials."
        return await failure(401, "authError", message)(scope, receive, send)
    sent = await request.body()
    if path.endswith("/datasets") and scope["method"] == "POST":
        sent = without_properties(sent)
    if path.split("/")[-2] == "datasets" and scope["method"] == "GET":
        return await (await whole_dataset(path))(scope, receive, send)
    if path.endswith("/jobs") and scope["method"] == "POST":
        body = json.loads(sent)
        configuration = body["configuration"]
        refused = refusal(configuration["query"]["query"], sender)
        if refused is not None:
            return await refused(scope, receive, send)
        dataset = configuration["query"].get("defaultDataset", {}).get("datasetId")
        if configuration.pop("dryRun", False):
            tried = JSONResponse(given.dry_run(dataset)) if given.has_dataset(dataset) else await dry_run(path, body)
            return await tried(scope, receive, send)
        id = body.get("jobReference", {}).get("jobId")
        jobs[id] = {"id": id, "dataset": dataset, "labels": configuration.get("labels"),
                    "sql": configuration["query"]["query"], "cancelled": False}
        return await (await insert_job(path, body, dataset))(scope, receive, send)
    id = path.split("/")[-2 if path.endswith("/cancel") else -1]
    if id in jobs and path.endswith("/cancel"):
        jobs[id]["cancelled"] = True
    elif id in jobs and jobs[id]["dataset"] in broken:
        return await failure(404, "notFound", f"Not found: Job {id}")(scope, receive, send)
    if given.has_job(id):
        return await JSONResponse(given_answer(request))(scope, receive, send)

    async def again():
        return {"type": "http.request", "body": sent, "more_body": False}

    async with turn:
        await app(scope, again, send)


storage = ReadServer(tokens, result_of, broken.__contains__)
# A shell starts what runs behind it with this signal ignored.
signal.signal(signal.SIGQUIT, lambda *_: os._exit(0))
# A client closes what it no longer uses; were the server to do so first, the next request could meet a closed connection.
uvicorn.run(front, host="127.0.0.1", port=port, access_log=False, timeout_keep_alive=600)
