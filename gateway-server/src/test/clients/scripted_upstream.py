"""A provider that answers as a script says, for the clients in this folder: python3 scripted_upstream.py PORT_FILE

Listens on a free port of this machine, which it writes to PORT_FILE. It does what the demo provider cannot: it calls tools, embeds,
asks for patience, refuses a key, and lists its models. What a client may notice of a request that went wrong on its way is refused
with a 400 that says so.
"""

import base64
import json
import os
import struct
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-scripted"
MODEL = "scripted"
ARGUMENTS = ['{"city":', ' "K\u00f6ln"}']
NUMBERS = [0.0, 0.5, -1.25]
USAGE = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    limited = set()

    def do_GET(self):
        models = [{"id": MODEL, "object": "model", "created": 1, "owned_by": "penstock"}]
        self.answer(200, {"object": "list", "data": models})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != f"Bearer {KEY}":
            self.fail(401, "invalid_api_key", "the gateway's key was to come")
        elif "/" in body["model"]:
            self.fail(400, "model", f"{body['model']} (expected: without its provider)")
        elif body["model"] not in (MODEL, "limited", "forbidden"):
            self.fail(404, "model_not_found", f"The model {body['model']} does not exist")
        elif body["model"] == "forbidden":
            self.fail(401, "invalid_api_key", "Incorrect API key provided")
        elif self.path == "/v1/embeddings":
            self.embed(body)
        elif self.path == "/v1/chat/completions":
            self.chat(body)
        else:
            self.fail(404, "unknown_url", self.path)

    def chat(self, body):
        said = body["messages"][-1]["content"]
        if body["model"] == "limited" and said not in self.limited:
            self.limited.add(said)
            self.fail(429, "rate_limit_exceeded", "later", {"retry-after-ms": "10"})
        elif body.get("stream"):
            if not body.get("stream_options", {}).get("include_usage"):
                self.fail(400, "stream_options", "the gateway was to ask for usage")
            else:
                self.stream(self.deltas(body, said))
        else:
            message = {"role": "assistant", "content": said, "refusal": None}
            if "tools" in body:
                message = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [self.call("".join(ARGUMENTS))]}
            choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
            self.answer(200, self.envelope("chat.completion", choices=[choice], usage=USAGE))

    @staticmethod
    def call(arguments):
        return {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": arguments}}

    def deltas(self, body, said):
        if "tools" in body:
            yield {"role": "assistant", "tool_calls": [{"index": 0, **self.call("")}]}
            for part in ARGUMENTS:
                yield {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}
        else:
            yield {"role": "assistant", "content": ""}
            for word in said.split(" "):
                yield {"content": word + " "}

    def stream(self, deltas):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for delta in deltas:
            self.event([{"index": 0, "delta": delta, "finish_reason": None}], None)
        self.event([{"index": 0, "delta": {}, "finish_reason": "stop"}], None)
        self.event([], USAGE)
        self.chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def event(self, choices, usage):
        chunk = self.envelope("chat.completion.chunk", choices=choices, usage=usage)
        self.chunk(f"data: {json.dumps(chunk)}\n\n")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def embed(self, body):
        embedding = NUMBERS
        if body.get("encoding_format") == "base64":
            embedding = base64.b64encode(struct.pack(f"<{len(NUMBERS)}f", *NUMBERS)).decode()
        data = [{"object": "embedding", "index": i, "embedding": embedding} for i in range(len(body["input"]))]
        self.answer(200, {"object": "list", "data": data, "model": MODEL, "usage": {"prompt_tokens": 5, "total_tokens": 5}})

    @staticmethod
    def envelope(kind, **fields):
        return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": MODEL, **fields}

    def fail(self, status, code, message, fields=None):
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
        self.answer(status, {"error": error}, fields)

    def answer(self, status, body, fields=None):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (fields or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """A test is told of what went wrong by its client."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    with open(sys.argv[1] + ".part", "w", encoding="ascii") as port_file:
        port_file.write(str(server.server_port))
    os.rename(sys.argv[1] + ".part", sys.argv[1])
    server.serve_forever()
