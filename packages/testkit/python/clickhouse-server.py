"""The HTTP interface of ClickHouse in front of its engine as a library (chDB).

Statements, settings, formats and errors are the engine's own; what is written here is the transport, from
https://clickhouse.com/docs/interfaces/http (read 2026-11-27): credentials, `query`, `database`, `query_id`,
settings and `param_*` in the URL, chunked bodies, an error in mid-stream as text behind the rows.
"""

import base64
import json
import os
import re
import select
import signal
import sys
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import chdb

port, folder, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
path = os.path.join(folder, "data")
main = chdb.connect(path)
running = {}
# By user, the settings that its sessions start with.
users = {"default": {}, "reader": {"readonly": "2"}}
lock = threading.Lock()
reserved = {"query", "database", "query_id", "user", "password", "session_id", "role", "compress", "decompress"}


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.answer("")

    def do_POST(self):
        size = int(self.headers.get("content-length") or 0)
        if self.headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(size)
        self.answer(body.decode())

    def answer(self, body):
        url = urllib.parse.urlsplit(self.path)
        if url.path == "/ping":
            return self.send(200, b"Ok.\n")
        if url.path == "/running":
            return self.send(200, json.dumps(
                [{"id": id, "database": q["database"], "comment": q["comment"]} for id, q in running.items()]
            ).encode())
        user = self.user()
        if user is None:
            text = "Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)"
            return self.send(403, text.encode(), {"X-ClickHouse-Exception-Code": "516"})
        given = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        sql = "\n".join(part for part in (given.get("query", ""), body) if part)
        try:
            self.run(sql, given, users[user])
        except Exception as error:  # noqa: BLE001: every failure of the engine is an answer
            self.fail(str(error))

    def user(self):
        basic = self.headers.get("authorization", "")
        if basic.startswith("Basic "):
            name, _, given = base64.b64decode(basic[6:]).decode().partition(":")
        else:
            name, given = self.headers.get("x-clickhouse-user", "default"), self.headers.get("x-clickhouse-key")
        return name if given == password and name in users else None

    def run(self, sql, given, profile):
        query_id = given.get("query_id") or str(uuid.uuid4())
        if re.fullmatch(r"KILL QUERY WHERE query_id = \{id:String\} A?SYNC\s*", sql):
            stop(given["param_id"])
            return self.send(200, b"")
        settings = {name: value for name, value in given.items() if name not in reserved and not name.startswith("param_")}
        own = session(given, settings, profile)
        if re.search(r"format template\s*$", sql, re.I):
            return self.stream(own, sql, given, settings, query_id)
        # The method GET reads only, and so does the setting `readonly`.
        data = own.query(sql, "TabSeparated").bytes() or b""
        self.send(200, data, {"X-ClickHouse-Query-Id": query_id})

    def stream(self, own, sql, given, settings, query_id):
        query = re.sub(r"format template\s*$", "", sql, flags=re.I)
        shape = json.loads(own.query(f"describe ({query})", "JSONCompact").bytes())["data"]
        structure = ", ".join(f"`{name}` {type}" for name, type, *_ in shape)
        fifo = os.path.join(folder, f"{uuid.uuid4().hex}.fifo")
        os.mkfifo(fifo)
        state = {"database": given.get("database"), "comment": settings.get("log_comment", ""), "error": None}
        with lock:
            running[query_id] = state
        # The engine writes into a pipe: that is a write for `readonly`, and the SELECT in it is none.
        writable = session(given, {**settings, "readonly": "0"})

        def write():
            try:
                writable.query(f"insert into function file({quoted(fifo)}, 'Template', {quoted(structure)}) {query}")
            except Exception as error:  # noqa: BLE001
                state["error"] = str(error)
            finally:
                state["ended"] = True
                with lock:
                    running.pop(query_id, None)

        thread = threading.Thread(target=write)
        thread.start()
        try:
            self.copy(fifo, state, query_id)
        finally:
            thread.join()
            os.unlink(fifo)

    def copy(self, fifo, state, query_id):
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(reader, True)
        started = False
        try:
            while True:
                # Asked before the pipe is looked at: what came in between is read in the next round.
                ended = state.get("ended")
                ready, _, _ = select.select([reader], [], [], 0.05)
                data = os.read(reader, 1 << 16) if ready else b""
                if state.get("killed"):
                    break
                if data:
                    if not started:
                        self.begin(query_id)
                        started = True
                    self.chunk(data)
                elif ended:
                    break
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            return
        finally:
            os.close(reader)
        if state.get("killed"):
            state["error"] = "Code: 394. DB::Exception: Query was cancelled. (QUERY_WAS_CANCELLED)"
        if state["error"] and not started:
            return self.fail(state["error"])
        if not started:
            self.begin(query_id)
        if state["error"]:
            self.chunk(state["error"].encode() + b"\n")
        self.wfile.write(b"0\r\n\r\n")

    def begin(self, query_id):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("X-ClickHouse-Query-Id", query_id)
        self.send_header("X-ClickHouse-Format", "Template")
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def fail(self, message):
        code = re.search(r"Code: (\d+)", message)
        headers = {"X-ClickHouse-Exception-Code": code[1]} if code else {}
        self.send(404 if code and code[1] in ("60", "81") else 500, message.encode(), headers)

    def send(self, status, data, headers={}):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def session(given, settings, profile={}):
    own = chdb.connect(path)
    for name, value in profile.items():
        own.query(f"set {name} = {quoted(value)}")
    if database := given.get("database"):
        own.query(f"use `{database}`")
    for name, value in given.items():
        if name.startswith("param_"):
            own.query(f"set {name} = {quoted(value)}")
    # Together, as the interface does it: `readonly` holds from then on.
    if settings:
        own.query("set " + ", ".join(f"{name} = {quoted(value)}" for name, value in settings.items()))
    return own


def stop(query_id):
    with lock:
        if state := running.get(query_id):
            state["killed"] = True


# A shell starts what runs behind it with this signal ignored.
signal.signal(signal.SIGQUIT, lambda *_: os._exit(0))
server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.daemon_threads = True
print("ready for connections", file=sys.stderr, flush=True)
server.serve_forever()
