"""Snowflake's SQL API in front of an emulator of Snowflake (fakesnow, which runs on DuckDB).

Statements, types and errors are the emulator's own, with what `snowflake_words.py` adds; what is written here is the
transport, from
https://docs.snowflake.com/en/developer-guide/sql-api/reference (read 2026-11-27) and the vendor's description of it:
tokens, statements that run in the background, results in partitions with the text forms of `jsonv2`, cancelling. Added
are what a client asks and the emulator lacks: functions of the session, the history of queries, the keys of users; and
for tests a list of statements, tokens that end and results that go away.
"""

import base64
import decimal
import gzip
import hashlib
import json
import os
import re
import signal
import sys
import threading
import time
import urllib.parse
import uuid
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pyarrow as pa
import snowflake.connector.errors
from cryptography.hazmat.primitives.serialization import load_der_public_key
from fakesnow.instance import FakeSnow
from fakesnow.rowtype import describe_as_rowtype

import snowflake_words

warnings.simplefilter("ignore")
port, password = int(sys.argv[1]), sys.argv[2]
account, client, role = "REV-TEST", "rev-client", "REV_READER"
# Rows of the first part of a result and of each other, and how many large results a database keeps.
first_rows, rows_each, kept_large = 500, 5_000, 6
# A role that is granted nothing but reading.
reader = "REV_READS_ONLY"
server = FakeSnow()
snowflake_words.install()
# One statement after the other: two that change the catalogue at once can fail in the emulator.
turn = threading.Lock()
asked = threading.Lock()
statements, requests, keys, broken = {}, {}, {}, set()
tokens = {password}
token = re.compile(r'"(?:[^"\\]|\\.)*"|[^"\s,:]+|\s+|[,:]')


class Refused(Exception):
    def __init__(self, status, code, message, state="42000"):
        super().__init__(message)
        self.status, self.body = status, {"code": code, "sqlState": state, "message": message}


class Statement:
    """One statement: it runs in a thread of its own, and its result stays."""

    def __init__(self, body, user):
        self.handle = str(uuid.uuid4())
        self.body, self.user = body, user
        self.database = (body.get("database") or "").upper()
        self.tag = (body.get("parameters") or {}).get("query_tag", "")
        self.created, self.error, self.table, self.rowtype = int(time.time() * 1000), None, None, []
        self.ended, self.stopped, self.conn = threading.Event(), threading.Event(), None
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        try:
            # The name of a warehouse that is suspended and not resumed.
            if self.body.get("warehouse") == "ASLEEP":
                raise Refused(422, "000606", "No active warehouse selected in the current session.", "57P03")
            if self.body.get("role") == reader and re.match(r"\s*(create|insert|delete|drop)\b", self.body["statement"], re.I):
                raise Refused(422, "003001", "SQL access control error:\nInsufficient privileges to operate on schema", "42501")
            sql = self.sql()
            with turn:
                self.execute(sql)
            self.forget_others()
        except Refused as error:
            self.error = error
        except (snowflake.connector.errors.ProgrammingError, snowflake.connector.errors.DatabaseError) as error:
            self.error = Refused(422, f"{error.errno:06d}", error.msg, error.sqlstate)
        except Exception as error:  # noqa: BLE001: every failure of the engine is an answer
            self.error = Refused(422, "000603", str(error), "XX000")
        finally:
            if self.stopped.is_set():
                self.error = Refused(422, "000604", "SQL execution canceled", "57014")
            self.ended.set()

    def sql(self):
        """The statement without what only a real account has."""
        sql = self.body["statement"]
        if wait := re.search(r"system\$wait\((\d+)\)", sql):
            self.stopped.wait(int(wait[1]))
            sql = sql.replace(wait[0], f"'waited {wait[1]} seconds'")
        session = {"current_warehouse": self.body.get("warehouse"), "current_role": self.body.get("role") or role,
                   "current_user": self.user, "current_account": account}
        for name, value in session.items():
            sql = re.sub(rf"\b{name}\(\)", "null" if value is None else f"'{value}'", sql)
        return re.sub(r'table\((?:"[^"]*"\.)?information_schema\.query_history\([^)]*\)\)', history, sql)

    def execute(self, sql):
        if key := re.match(r"alter user (\w+) set rsa_public_key='([\w+/=]+)'$", sql):
            keys[key[1]] = base64.b64decode(key[2])
            return self.tell("Statement executed successfully.")
        if dropped := re.match(r"drop database (\w+)$", sql):
            server.duck_conn.cursor().execute(f'detach "{dropped[1].upper()}"')
            return self.tell(f"{dropped[1]} successfully dropped.")
        self.conn = server.connect(self.database or None, (self.body.get("schema") or "PUBLIC") if self.database else None)
        cursor = self.conn.cursor()
        cursor.execute(sql)
        self.table, self.rowtype = cursor._arrow_table, describe_as_rowtype(cursor._describe_last_sql())

    def forget_others(self):
        """The service keeps results for a day; memory here does not suffice for that."""
        large = [one for one in list(statements.values())
                 if one.database == self.database and one.table is not None and one.table.num_rows > rows_each]
        for one in large[:-kept_large]:
            one.table = None

    def tell(self, message):
        self.table = pa.table({"status": [message]})
        self.rowtype = [{"name": "status", "type": "text", "nullable": False, "length": 200}]

    def partitions(self):
        rows, sizes = self.table.num_rows, []
        while sum(sizes) < rows or not sizes:
            sizes.append(min(rows - sum(sizes), rows_each if sizes else first_rows))
        return sizes

    def rows(self, partition):
        sizes = self.partitions()
        part = self.table.slice(sum(sizes[:partition]), sizes[partition])
        columns = [
            [None if value is None else text(column["type"], value) for value in plain(part.column(place))]
            for place, column in enumerate(self.rowtype)
        ]
        return [list(row) for row in zip(*columns)]

    def result(self):
        return {
            **self.status("090001", "Statement executed successfully."),
            "resultSetMetaData": {
                "numRows": self.table.num_rows,
                "format": "jsonv2",
                "partitionInfo": [{"rowCount": size, "uncompressedSize": size * 100} for size in self.partitions()],
                "rowType": [fact(column) for column in self.rowtype],
            },
            "data": self.rows(0),
        }

    def status(self, code, message):
        path = f"/api/v2/statements/{self.handle}"
        return {"code": code, "sqlState": "00000", "message": message, "statementHandle": self.handle,
                "createdOn": self.created, "statementStatusUrl": path}


def fact(column):
    facts = {name: column.get(name) for name in ("length", "precision", "scale")}
    return {"name": column["name"], "type": column["type"], "nullable": column["nullable"],
            **{name: value or 0 for name, value in facts.items()}}


def history(_):
    """The history of queries, as far as the emulator knows one: what was read is not counted."""
    rows = [f"('{one.handle}', 1024, {one.table.num_rows if one.table else 0}, 7, 3, 'X-Small')"
            for one in statements.values() if one.ended.is_set()]
    columns = "query_id, bytes_scanned, rows_produced, total_elapsed_time, execution_time, warehouse_size"
    return f"(select * from (values {', '.join(rows)}) as h({columns}))"


def plain(column):
    """Times as seconds with their fraction, dates as days, everything else as Python has it."""
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        micros = column.cast(pa.timestamp("us", kind.tz) if pa.types.is_timestamp(kind) else pa.time64("us"))
        return [None if value is None else decimal.Decimal(value).scaleb(-6) for value in micros.cast(pa.int64()).to_pylist()]
    if pa.types.is_date(kind):
        return column.cast(pa.int32()).to_pylist()
    return column.to_pylist()


def text(kind, value):
    """The text of a value in `jsonv2`: https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses"""
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "binary":
        return value.hex().upper()
    if kind == "fixed" and isinstance(value, decimal.Decimal):
        return format(value, "f")
    if kind in ("time", "timestamp_ntz"):
        return format(value, ".9f")
    if kind == "timestamp_tz":
        return f"{format(value, '.9f')} 1440"
    if kind == "variant":
        return spread(value)
    return str(value)


def spread(value):
    """JSON with space in it, as the service writes it."""
    return "".join({",": ",\n  ", ":": ": "}.get(part, part) for part in token.findall(value))


def user_of(headers):
    kind, sent = headers.get("x-snowflake-authorization-token-type", "OAUTH"), (headers.get("authorization") or "").removeprefix("Bearer ")
    if kind == "OAUTH":
        if sent not in tokens:
            raise Refused(401, "390318", "OAuth access token expired.", "08001")
        return "REV"
    try:
        issuer = jwt.decode(sent, options={"verify_signature": False})["iss"]
        user = issuer.removeprefix(f"{account}.").split(".")[0]
        claims = jwt.decode(sent, load_der_public_key(keys[user]), algorithms=["RS256"], options={"require": ["iat", "exp"]})
        fingerprint = base64.b64encode(hashlib.sha256(keys[user]).digest()).decode()
        expected = (f"{account}.{user}.SHA256:{fingerprint}", f"{account}.{user}")
        if (claims["iss"], claims["sub"]) != expected or claims["exp"] - claims["iat"] > 3600:
            raise ValueError("other claims")
        return user
    except Exception:  # noqa: BLE001: whatever is wrong, the service says the same
        raise Refused(401, "390144", "JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]", "08001")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("GET", b"")

    def do_POST(self):
        self.answer("POST", self.rfile.read(int(self.headers.get("content-length") or 0)))

    def answer(self, method, body):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        try:
            if url.path.startswith("/api/v2/statements"):
                user = user_of(self.headers)
                return self.send(*self.statements(method, url.path.split("/")[4:], query, body, user))
            return self.send(200, self.control(url.path, body))
        except Refused as error:
            self.send(error.status, error.body)

    def statements(self, method, path, query, body, user):
        if method == "POST" and not path:
            id = query.get("requestId", str(uuid.uuid4()))
            # The same request twice, even at the same moment, is one statement.
            with asked:
                if id not in requests:
                    requests[id] = Statement(json.loads(body), user)
                    statements[requests[id].handle] = requests[id]
                one = requests[id]
            if query.get("async") == "true" or not one.ended.wait(45):
                return 202, one.status("333334", "Asynchronous execution in progress.")
            return self.outcome(one, 0)
        one = statements.get(path[0])
        if one is None or one.database in broken:
            raise Refused(404, "000709", f"Statement {path[0]} not found", "02000")
        if path[1:] == ["cancel"]:
            one.stopped.set()
            if one.conn and not one.ended.is_set():
                one.conn._duck_conn.interrupt()
            told = one.status("000604", "successfully canceled")
            del told["createdOn"]
            return 200, told
        return self.outcome(one, int(query.get("partition", 0)))

    def outcome(self, one, partition):
        # The service answers a little later rather than at once that a statement still runs.
        if not one.ended.wait(0.05):
            return 202, one.status("333333", "Statement is running.")
        if one.error:
            return one.error.status, {**one.error.body, "statementHandle": one.handle}
        if one.table is None:
            raise Refused(404, "000709", f"Statement {one.handle} not found", "02000")
        return 200, one.result() if partition == 0 else {"data": one.rows(partition)}

    def control(self, path, body):
        """What is no part of Snowflake: the token end point of an identity provider, and what tests look at."""
        if path == "/oauth/token":
            given = dict(urllib.parse.parse_qsl(body.decode()))
            if (given.get("client_id"), given.get("client_secret")) != (client, password):
                raise Refused(401, "invalid_client", "The client is not known.")
            made = uuid.uuid4().hex
            tokens.add(made)
            return {"access_token": made, "token_type": "Bearer", "expires_in": 600}
        if path == "/oauth/expire":
            tokens.intersection_update({password})
        if path.startswith("/break/"):
            broken.add(path.removeprefix("/break/").upper())
        return [{"handle": one.handle, "database": one.database, "tag": one.tag, "sql": one.body["statement"],
                 "cancelled": one.stopped.is_set(), "ended": one.ended.is_set()} for one in list(statements.values())]

    def send(self, status, body):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if "gzip" in self.headers.get("accept-encoding", "") and len(data) > 1024:
            data = gzip.compress(data, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


# A shell starts what runs behind it with this signal ignored.
signal.signal(signal.SIGQUIT, lambda *_: os._exit(0))
front = ThreadingHTTPServer(("127.0.0.1", port), Handler)
front.daemon_threads = True
print("ready for connections", file=sys.stderr, flush=True)
front.serve_forever()
