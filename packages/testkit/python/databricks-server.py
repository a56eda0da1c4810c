"""The REST API of Databricks SQL in front of Spark's own engine (PySpark).

Statements, types, values and errors are Spark's own, in ANSI mode as in a SQL warehouse. What is written here is the
transport, from https://docs.databricks.com/api/statement-execution/v1/statement-execution (read 2026-11-27):
statements that run by themselves, polling, cancelling, chunks, links with a credential of their own, OAuth tokens of
a service principal, and a user who may read and not write, whose token is `reader-` and that of the other one.
`information_schema` is what Spark's catalogue lists of the schema of the statement. Tables are Parquet and not Delta,
and every text has the collation UTF8_BINARY.
"""

import base64
import json
import os
import re
import secrets
import signal
import sys
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from databricks_edits import edited
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

port, folder, token, client_id, client_secret = int(sys.argv[1]), *sys.argv[2:6]
chunk_rows = 5_000
link_seconds = 900

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.memory", "1g")
    # It runs for minutes: what starts quickly is compiled well enough.
    .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    .config("spark.ui.showConsoleProgress", "false")
    # Days before 1582 are what they are called, as in Delta.
    .config("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED")
    .config("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED")
    # A few rows at a time: one task for each step, no code made for it, and files that are written once take the least.
    .config("spark.sql.parquet.compression.codec", "uncompressed")
    .config("spark.hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem")
    .config("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "2")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.default.parallelism", "1")
    .config("spark.sql.adaptive.enabled", "false")
    .config("spark.sql.codegen.wholeStage", "false")
    .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    .config("spark.sql.ansi.enabled", "true")
    # A table that names no format is one of the engine's own, and not of Hive.
    .config("spark.sql.legacy.createHiveTableByDefault", "false")
    .config("spark.sql.session.timeZone", "America/Los_Angeles")
    .config("spark.sql.warehouse.dir", os.path.join(folder, "warehouse"))
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
sessions = {}
making = threading.Lock()
statements = {}
links = {}
tokens = {token}
reader_token = f"reader-{token}"
writes = re.compile(r"\s*(create|insert|drop|delete|update|alter)\b", re.IGNORECASE)
broken = set()
expired = set()


class Statement:
    def __init__(self, asked, may_write=True):
        self.may_write = may_write
        self.id = str(uuid.uuid4())
        self.sql = asked["statement"]
        self.schema = asked.get("schema")
        self.disposition = asked.get("disposition", "INLINE")
        self.state, self.error, self.manifest, self.chunks = "PENDING", None, None, []
        self.started, self.cancelled = time.time(), False
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        self.state = "RUNNING"
        try:
            if not self.may_write and writes.match(self.sql):
                raise PermissionError("[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have permission to write.")
            spark.sparkContext.setJobGroup(self.id, self.id, interruptOnCancel=True)
            session = session_of(self.schema)
            frame = session.sql(edited(session, self.described(session)))
            # What gives no column has been done by now.
            rows = [[text(value) for value in row] for row in frame.collect()] if frame.columns else []
            self.chunks = [rows[at : at + chunk_rows] for at in range(0, len(rows), chunk_rows)]
            columns = [
                {"name": field.name, "position": at, "type_text": field.dataType.simpleString().upper()}
                for at, field in enumerate(frame.schema.fields)
            ]
            self.manifest = {
                "format": "JSON_ARRAY",
                "schema": {"column_count": len(columns), "columns": columns},
                "total_chunk_count": len(self.chunks),
                "total_row_count": len(rows),
                "truncated": False,
            }
            self.state = "SUCCEEDED"
        except Exception as error:  # noqa: BLE001: every failure of the engine is an answer
            self.error = {"error_code": "BAD_REQUEST", "message": str(error).split("\n\nJVM stacktrace")[0]}
            self.sql_state = error.getSqlState() if isinstance(error, PySparkException) else None
            if isinstance(error, PermissionError):
                self.sql_state = "42501"
            self.state = "CANCELED" if self.cancelled else "FAILED"

    def cancel(self):
        # Of a statement that is still being planned there is no job yet.
        while self.thread.is_alive():
            spark.sparkContext.cancelJobGroup(self.id)
            time.sleep(0.1)

    def described(self, session):
        """Spark has no `information_schema`: its views are made for the one statement that asks for them."""
        if "information_schema" not in self.sql:
            return self.sql
        tables = [table for table in session.catalog.listTables() if not table.isTemporary]
        if "information_schema.tables" in self.sql:
            listed(session, "tables", "table_schema table_name", [(self.schema, table.name) for table in tables])
        if "information_schema.columns" in self.sql:
            names = "table_schema table_name column_name ordinal_position full_data_type is_nullable"
            listed(session, "columns", names, [
                (self.schema, table.name, column.name, at, column.dataType, "YES" if column.nullable else "NO")
                for table in tables
                for at, column in enumerate(session.catalog.listColumns(table.name))
            ])
        return re.sub(r"(?:`\w+`\.)?information_schema\.", "information_schema_", self.sql)

    def answer(self):
        status = {"state": self.state}
        if self.error and self.state == "FAILED":
            status |= {"error": self.error, "sql_state": self.sql_state}
        found = {"statement_id": self.id, "status": status}
        if self.state == "SUCCEEDED":
            found |= {"manifest": self.manifest, "result": self.result(0, self.schema in expired) if self.chunks else {}}
        return found

    def result(self, at, is_old=False):
        rows = self.chunks[at]
        place = {"chunk_index": at, "row_offset": at * chunk_rows, "row_count": len(rows)}
        if at + 1 < len(self.chunks):
            place["next_chunk_index"] = at + 1
        if self.disposition == "INLINE":
            return place | {"data_array": rows}
        key = secrets.token_hex(16)
        until = time.time() + (-1 if is_old else link_seconds)
        links[key] = (self, at, until)
        expiration = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until))
        link = f"http://127.0.0.1:{port}/storage/chunk?credential={key}"
        return {"external_links": [place | {"external_link": link, "expiration": expiration}]}


def session_of(schema):
    """One for each schema: to make one takes as long as a short statement."""
    with making:
        if schema not in sessions:
            session = spark.newSession()
            if schema:
                session.sql(f"use `{schema}`")
            sessions[schema] = session
        return sessions[schema]


def listed(session, view, names, rows):
    """A view of these rows: as SQL, since that needs no job."""
    values = ", ".join("(" + ", ".join(literal(value) for value in row) + ")" for row in rows)
    empty = ", ".join(f"null as {name}" for name in names.split())
    query = f"select * from values {values} as t({', '.join(names.split())})" if rows else f"select {empty} where false"
    session.sql(f"create or replace temporary view information_schema_{view} as {query}")


def literal(value):
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def text(value):
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/storage/chunk":
            return self.storage(urllib.parse.parse_qs(url.query)["credential"][0])
        if url.path == "/statements":
            return self.send(200, [seen(statement) for statement in statements.values()])
        if url.path.startswith("/break/"):
            broken.add(url.path.removeprefix("/break/"))
            return self.send(200, {})
        if url.path.startswith("/expire/"):
            expired.add(url.path.removeprefix("/expire/"))
            return self.send(200, {})
        if not self.allowed():
            return
        if url.path == "/api/2.0/sql/history/queries":
            wanted = urllib.parse.parse_qs(url.query).get("filter_by.statement_ids", [])
            return self.send(200, {"res": [history(statements[id]) for id in wanted if id in statements]})
        found = re.fullmatch(r"/api/2\.0/sql/statements/([\w-]+)(?:/result/chunks/(\d+))?", url.path)
        statement = statements.get(found[1]) if found else None
        if statement is None or (found[2] and statement.schema in broken):
            return self.send(404, {"error_code": "NOT_FOUND", "message": "The statement was not found."})
        self.send(200, statement.result(int(found[2])) if found[2] else statement.answer())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        if self.path == "/oidc/v1/token":
            return self.grant(dict(urllib.parse.parse_qsl(body)))
        if not self.allowed():
            return
        if self.path == "/api/2.0/sql/statements":
            return self.execute(json.loads(body))
        statement = statements.get(self.path.removesuffix("/cancel").split("/")[-1])
        if statement and self.path.endswith("/cancel"):
            statement.cancelled = True
            threading.Thread(target=statement.cancel, daemon=True).start()
            return self.send(200, {})
        self.send(404, {"error_code": "NOT_FOUND", "message": "No such path."})

    def execute(self, asked):
        if asked.get("warehouse_id") != "test-warehouse":
            return self.send(400, {"error_code": "INVALID_PARAMETER_VALUE", "message": f"{asked.get('warehouse_id')} is not a valid endpoint id."})
        statement = Statement(asked, may_write=self.given() != reader_token)
        statements[statement.id] = statement
        statement.thread.start()
        wait = int(asked.get("wait_timeout", "10s").removesuffix("s"))
        if wait:
            statement.thread.join(wait)
        self.send(200, statement.answer())

    def grant(self, asked):
        basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        if self.headers.get("authorization") != f"Basic {basic}":
            return self.send(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        if asked != {"grant_type": "client_credentials", "scope": "all-apis"}:
            return self.send(400, {"error": "invalid_request"})
        tokens.add(made := secrets.token_hex(16))
        self.send(200, {"access_token": made, "token_type": "Bearer", "expires_in": 3600})

    def storage(self, key):
        if self.headers.get("authorization"):
            return self.send(400, {"message": "Only one auth mechanism is allowed."})
        statement, at, until = links.get(key, (None, 0, 0))
        if time.time() > until:
            return self.send(403, {"message": "The link has expired."})
        if statement.schema in broken:
            return self.send(404, {"message": "There is no such object."})
        data = json.dumps(statement.chunks[at], ensure_ascii=False).encode()
        given = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("range", ""))
        if not given:
            return self.send(200, data)
        first, last = int(given[1]), min(int(given[2]), len(data) - 1)
        if first >= len(data):
            return self.send(416, b"")
        self.send(206, data[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{len(data)}"})

    def given(self):
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def allowed(self):
        given = self.given()
        if given in tokens or given == reader_token:
            return True
        self.send(403 if given else 401, {"error_code": "403", "message": "Invalid access token."})

    def send(self, status, data, headers={}):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def seen(statement):
    return {
        "id": statement.id,
        "schema": statement.schema,
        "state": statement.state,
        "sql": statement.sql,
        "cancelled": statement.cancelled,
    }


def history(statement):
    took = int((time.time() - statement.started) * 1000)
    metrics = {"total_time_ms": took, "execution_time_ms": took, "read_bytes": 0, "rows_produced_count": 0}
    return {"query_id": statement.id, "status": "FINISHED", "duration": took, "metrics": metrics}


# A shell starts what runs behind it with this signal ignored.
signal.signal(signal.SIGQUIT, lambda *_: os._exit(0))
server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.daemon_threads = True
# The first statement of each kind takes seconds, since nothing of the engine is compiled yet.
for statement in (
    "create view default.warm as select 1 as a, map('a', array(1.5)) as b",
    "select * from information_schema.columns",
    "select * from information_schema.tables",
    "describe query select * from warm",
    "select cast(a as string), to_json(b), hex(cast(a as string)) from warm",
    "select cast(sum(id) as string) from range(1000)",
    "drop view default.warm",
    "create table default.warm as select 1 as a, 'b' as b",
    "insert into default.warm values (2, 'c')",
    "delete from default.warm where a = 1",
    "drop table default.warm",
):
    Statement({"statement": statement, "schema": "default"}).run()
print("ready for connections", file=sys.stderr, flush=True)
server.serve_forever()
