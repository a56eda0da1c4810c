"""BigQuery's Storage Read API over the results of jobs: CreateReadSession and ReadRows, in Arrow.

Requests and answers are Google's published messages, from its package for Python. What a session does is from
https://cloud.google.com/bigquery/docs/reference/storage/rpc/google.cloud.bigquery.storage.v1 (read 2026-11-28). For tests
there are a list of what was asked and faults: a stream that breaks after some answers, a session that is refused.
"""

import uuid
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.cloud.bigquery_storage_v1 import types

batch_rows = 500
service = "google.cloud.bigquery.storage.v1.BigQueryRead"


class ReadServer:
    """`result_of` gives the dataset and the Arrow table of a destination table; it fails with KeyError where there is none."""

    def __init__(self, tokens, result_of, is_broken):
        self.tokens, self.result_of, self.is_broken = tokens, result_of, is_broken
        self.sessions = {}
        self.requests = {}
        self.faults = {}
        server = grpc.server(ThreadPoolExecutor(64))
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, {
            "CreateReadSession": grpc.unary_unary_rpc_method_handler(
                self.create_session, types.CreateReadSessionRequest.deserialize, types.ReadSession.serialize),
            "ReadRows": grpc.unary_stream_rpc_method_handler(
                self.read_rows, types.ReadRowsRequest.deserialize, types.ReadRowsResponse.serialize),
        })])
        self.port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.server = server

    def account(self, context):
        headers = dict(context.invocation_metadata())
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "Request had invalid authentication credentials.")
        return token, headers

    def note(self, dataset, request):
        self.requests.setdefault(dataset, []).append(request)
        return request

    # Whether the stream ends before its time; anything worse is raised.
    def break_stream(self, dataset, context, sent):
        fault = self.faults.get(dataset)
        if fault and fault["times"] > 0 and sent >= fault["after"]:
            fault["times"] -= 1
            if fault["code"] == "OK":
                return True
            context.abort(grpc.StatusCode[fault["code"]], fault.get("message", "The stream was broken."))
        if self.is_broken(dataset):
            context.abort(grpc.StatusCode.NOT_FOUND, "Not found: the result has expired.")
        return False

    def create_session(self, request, context):
        token, headers = self.account(context)
        if not self.tokens[token]:
            context.abort(grpc.StatusCode.PERMISSION_DENIED,
                          f"request failed: the user does not have 'bigquery.readsessions.create' permission for '{request.parent}'")
        asked = request.read_session
        if asked.data_format != types.DataFormat.ARROW:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Only Arrow is served here.")
        try:
            dataset, table = self.result_of(asked.table)
        except KeyError:
            context.abort(grpc.StatusCode.NOT_FOUND, f"Not found: Table {asked.table}")
        self.note(dataset, {"kind": "session", "parent": request.parent, "table": asked.table,
                            "streams": request.max_stream_count, "routing": headers.get("x-goog-request-params"),
                            "quotaProject": headers.get("x-goog-user-project")})
        self.break_stream(dataset, context, -1)
        name = f"{request.parent}/locations/us/sessions/{uuid.uuid4().hex}"
        # As many streams as are good for the server, unless fewer are asked for; an empty table has none.
        count = 0 if table.num_rows == 0 else request.max_stream_count or 2
        part = -(-table.num_rows // max(count, 1))
        streams = [f"{name}/streams/{at}" for at in range(count)]
        for at, stream in enumerate(streams):
            self.sessions[stream] = (dataset, table.slice(at * part, part))
        return types.ReadSession(name=name, table=asked.table, data_format=types.DataFormat.ARROW,
                                 arrow_schema={"serialized_schema": table.schema.serialize().to_pybytes()},
                                 streams=[{"name": stream} for stream in streams])

    def read_rows(self, request, context):
        _, headers = self.account(context)
        if request.read_stream not in self.sessions:
            context.abort(grpc.StatusCode.NOT_FOUND, f"Not found: {request.read_stream}")
        dataset, table = self.sessions[request.read_stream]
        noted = self.note(dataset, {"kind": "rows", "offset": request.offset, "answers": 0, "ended": False,
                                    "routing": headers.get("x-goog-request-params")})
        context.add_callback(lambda: noted.update(ended=True))
        for at in range(request.offset, table.num_rows, batch_rows):
            if self.break_stream(dataset, context, noted["answers"]):
                return
            [batch] = table.slice(at, batch_rows).combine_chunks().to_batches()
            noted["answers"] += 1
            yield types.ReadRowsResponse(arrow_record_batch={"serialized_record_batch": batch.serialize().to_pybytes()},
                                         row_count=batch.num_rows)
        self.break_stream(dataset, context, noted["answers"])
