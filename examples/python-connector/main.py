"""A rev destination in Python: people of a small CRM. Standard library only.

rev starts this program, speaks JSON lines on the descriptors 3 and 4, and sends the HTTP requests that it asks for:
limits, retries and the API key are rev's affair.
"""

import json
import sys
from collections import deque
from pathlib import Path

MANIFEST = json.loads(Path(__file__).with_name("manifest.json").read_text("utf-8"))


class RevError(Exception):
    """A failure with one of rev's codes and, where it is about a request, what became of the records."""

    def __init__(self, code, message, delivery=None):
        super().__init__(message)
        self.wire = {"message": message} | ({"code": code} if code else {}) | ({"delivery": delivery} if delivery else {})


class Connector:
    def __init__(self, source, sink):
        self.source, self.sink = source, sink
        self.waiting, self.requests, self.base_url = deque(), 0, ""

    def send(self, **message):
        self.sink.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        self.sink.flush()

    def messages(self):
        for line in self.source:
            yield json.loads(line)
            while self.waiting:
                yield self.waiting.popleft()

    def http(self, call, method, path, **parts):
        """Asks rev for a request and waits for the answer; what else arrives meanwhile is kept for later."""
        self.requests += 1
        request = {"request": self.requests, "call": call, "method": method, "url": self.base_url + path}
        self.send(type="http", **request, **parts)
        for line in self.source:
            message = json.loads(line)
            if message["type"] == "http_answer" and message["request"] == self.requests:
                if "error" in message:
                    error = message["error"]
                    raise RevError(error.get("code"), error["message"], error.get("delivery"))
                return message["status"], message.get("body", "")
            self.waiting.append(message)
        sys.exit(0)

    def open(self, call, config, **_):
        self.base_url = config["baseUrl"].rstrip("/")
        host = self.base_url.split("//", 1)[1].split("/", 1)[0].rsplit(":", 1)[0]
        auth = {"kind": "api-key", "place": {"header": "x-api-key"}, "key": config["apiKey"]}
        self.send(type="opened", call=call, hosts=[host], auth=auth, writes=1)

    def spec(self, call, **_):
        self.send(type="result", call=call, value=MANIFEST)

    def check(self, call, **_):
        account = answer_of("check the account", *self.http(call, "GET", "/v1/account"))
        self.send(type="result", call=call, value={"account": {"id": account["id"]}})

    def discover(self, call, **_):
        people = {"name": "people", "fields": MANIFEST["objects"]["people"]["fields"]}
        self.send(type="result", call=call, value={"objects": [people]})

    def write(self, call, batch, **_):
        changes, operation = batch["changes"], batch["operation"]
        if operation == "upsert":
            # The texts of the changes go out as they are, so that no number is rounded on the way.
            body = '{"people":[' + ",".join(change["json"] for change in changes) + "]}"
        else:
            body = json.dumps({"emails": [email_of(change) for change in changes]})
        path, headers = f"/v1/people/{operation}", {"content-type": "application/json"}
        answer = answer_of("write people", *self.http(call, "POST", path, body=body, headers=headers))
        effect = "written" if operation == "upsert" else "deleted"
        self.send(type="outcome", call=call, outcomes=outcomes(changes, answer, effect), done=True)

    def close(self, call, **_):
        self.send(type="result", call=call)

    def run(self):
        for message in self.messages():
            kind = message.pop("type")
            if kind == "hello":
                self.send(type="hello", protocol=1, kind="destination", id=MANIFEST["id"], apiVersion=1)
            elif kind == "bye":
                return
            elif kind in ("open", "spec", "check", "discover", "write", "close"):
                try:
                    getattr(self, kind)(**message)
                except RevError as error:
                    self.send(type="error", call=message["call"], error=error.wire)
                except Exception as error:  # an answer that cannot be read: nobody knows what was done
                    self.send(type="error", call=message["call"], error={"message": repr(error)})
            elif "call" in message and kind != "cancel":
                error = {"code": "REV_CONNECTOR_VERSION", "message": f"{kind} is not known here."}
                self.send(type="error", call=message["call"], error=error)


def answer_of(what, status, body):
    """The object in an answer; what is none says nothing about the records."""
    if status == 403:
        raise RevError("REV_AUTH_SCOPE", f"Failed to {what}: the key lacks the permission for people.", "auth")
    if not 200 <= status < 300:
        raise RevError("REV_HTTP_STATUS", f"Failed to {what}: the answer was {status}.", "rejected")
    try:
        return dict(json.loads(body))
    except (TypeError, ValueError):
        raise RevError("REV_HTTP_BODY", f"Failed to {what}: the answer is no JSON object.", "unknown") from None


def email_of(change):
    return json.loads(change["json"])["email"]


def outcomes(changes, answer, effect):
    """One outcome for each change: the refused ones by their email, the others only if the count says so."""
    reasons = {error["email"]: error["reason"] for error in answer.get("errors", [])}
    refused = [change for change in changes if email_of(change) in reasons]
    is_complete = len(refused) == len(reasons) and answer.get("accepted") == len(changes) - len(refused)

    def outcome(change):
        if change in refused:
            why = {"code": "REV_RECORD_REJECTED", "message": reasons[email_of(change)], "field": "email"}
            return {"id": change["id"], "status": "rejected"} | why
        if is_complete:
            return {"id": change["id"], "status": "ok", "effect": effect}
        return {"id": change["id"], "status": "unknown", "code": "REV_OUTCOME_UNKNOWN"}

    return [outcome(change) for change in changes]


if __name__ == "__main__":
    Connector(open(3, "rb", buffering=0), open(4, "wb")).run()
