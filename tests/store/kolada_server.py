"""Kolada's API v3 on this machine, with made-up figures, and the ways in which a server can fail."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

MOST_IDS = 25
MOST_ROWS = 5000
PARAMETERS = {"page", "per_page", "from_date"}


def figures(kpis, municipalities, years, version=1):
    """Rows as Kolada writes them, all genders; some values missing, some withdrawn, others after a new version."""
    rows = []
    for k, kpi in enumerate(kpis):
        for m, municipality in enumerate(municipalities):
            for year in years:
                values = []
                for g, gender in enumerate("TKM"):
                    number = (7 * k + 13 * m + 3 * year + g) % 101
                    value = {"gender": gender, "count": 1, "status": "", "isdeleted": False,
                             "value": round(number * 1.37 - 40 + version, 4)}
                    if number % 17 == version % 17:
                        value |= {"value": None, "status": "Missing"}
                    elif number % 19 == version % 19:
                        value["isdeleted"] = True
                    values.append(value)
                rows.append({"kpi": kpi, "municipality": municipality, "period": year, "values": values})
    return rows


def as_stored(rows):
    """What the store is to hold of such rows: (kpi, gender, municipality, year) → (value, status)."""
    return {(row["kpi"], value["gender"], row["municipality"], row["period"]):
            (None, "deleted") if value["isdeleted"] else (value["value"], value["status"])
            for row in rows for value in row["values"]}


def once(fault):
    """Fails the first time each page is asked for."""
    return lambda request, times: fault if times == 1 and request.startswith("data") else None


def always(fault):
    return lambda request, times: fault if request.startswith("data") else None


class KoladaServer:
    """Answers until it is closed. `fault(request, times asked)` names what goes wrong, or nothing does."""

    def __init__(self, rows, fault=lambda request, times: None, page_size=MOST_ROWS, changed_since="2024-01-01",
                 tls=None):
        self.rows = rows
        self.fault = fault
        self.page_size = page_size
        self.changed_since = changed_since  # the day of the last change to all rows
        self.requests = []
        self.times = []
        self.lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.answer(self)

            def log_message(self, *_):
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A client that is killed is part of the tests."""

        self.listener = Listener(("127.0.0.1", 0), Handler)
        if tls:
            self.listener.socket = tls.wrap_socket(self.listener.socket, server_side=True)
        scheme = "https" if tls else "http"
        self.base_url = f"{scheme}://127.0.0.1:{self.listener.server_address[1]}/v3"
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown()
        self.listener.server_close()

    def answer(self, handler):
        request = handler.path.removeprefix("/v3/")
        with self.lock:
            self.requests.append(request)
            self.times.append(time.monotonic())
            fault = self.fault(request, self.requests.count(request))
        if not handler.path.startswith("/v3/"):
            return self.send(handler, 410, {"error": "This endpoint is deprecated. Please use /v3 instead."})
        status, answer = self.look_up(request)
        if fault == "elsewhere":
            answer["next_url"] = "https://example.org/v3/data/kpi/N99001/year/2020?page=2"
        elif fault == "other figures":
            answer["next_url"] = f"{self.base_url}/data/kpi/N99999/year/2020?page=2"
        elif fault == "loop":
            answer["next_url"] = f"{self.base_url}/{request}"
        elif fault == "gone":
            status, answer = 410, {"error": "This endpoint is deprecated. Please use /v3 instead."}
        elif fault == "gone but 200":
            answer = {"error": "This endpoint is deprecated. Please use /v3 instead."}
        elif fault == "empty":
            answer = {"values": [], "next_url": None, "previous_url": None, "count": 0}
        elif fault == "count":
            answer["count"] += 1
        elif fault == "wrong type":
            answer["values"][0]["period"] = "2020\u001b[31m"
        elif fault == "deep":
            return self.send_bytes(handler, 200, b"[" * 1_000_000)
        elif fault == "429":
            return self.send(handler, 429, {"detail": "Too many requests"}, {"Retry-After": "1"})
        elif fault == "500":
            return self.send_bytes(handler, 500, b"<h1>Server Error</h1>", content_type="text/html")
        elif fault == "redirect":
            return self.send_bytes(handler, 302, b"", {"Location": f"{self.base_url}/{request}&moved=1"})
        elif fault == "content type":
            return self.send_bytes(handler, 200, b"<h1>Log in</h1>", content_type="text/html")
        elif fault == "truncated":
            body = json.dumps(answer).encode()
            return self.send_bytes(handler, 200, body[:len(body) * 2 // 3])
        elif fault == "cut":
            return self.send_bytes(handler, 200, json.dumps(answer).encode(), cut=True)
        elif fault == "too large":
            return self.send_bytes(handler, 200, gzip.compress(b" " * 17 * 1024 * 1024), {"Content-Encoding": "gzip"})
        elif fault == "gzip":
            return self.send_bytes(handler, 200, gzip.compress(json.dumps(answer).encode()),
                                   {"Content-Encoding": "gzip"})
        elif fault == "slow":
            return self.send_bytes(handler, 200, json.dumps(answer).encode(), pieces=4)
        self.send(handler, status, answer)

    def look_up(self, request):
        parts = urlsplit(request)
        query = parse_qs(parts.query)
        segments = parts.path.split("/")
        if any(len(segment.split(",")) > MOST_IDS for segment in segments):
            return 422, {"detail": f"at most {MOST_IDS} ids"}
        if segments[0] == "kpi" and len(segments) == 2:
            values = [{"id": kpi, "title": kpi, "publ_period": None, "publication_date": None}
                      for kpi in segments[1].split(",")]
            return 200, {"values": values, "next_url": None, "previous_url": None, "count": len(values)}
        per_page = int(query.get("per_page", [MOST_ROWS])[0])
        if segments[0] != "data" or per_page > MOST_ROWS:
            return 422, {"detail": "not understood"}
        wanted = {name: set(ids.split(",")) for name, ids in zip(segments[1::2], segments[2::2])}
        rows = [row for row in self.rows
                if all(str(row[key]) in wanted.get(name, {str(row[key])})
                       for name, key in (("kpi", "kpi"), ("municipality", "municipality"), ("year", "period")))]
        if set(query) - PARAMETERS or query.get("from_date", [""])[0] > self.changed_since:
            rows = []
        size = min(per_page, self.page_size)
        page = int(query.get("page", ["1"])[0])
        here = rows[(page - 1) * size:page * size]
        following = None
        if page * size < len(rows):
            rest = "".join(f"&{name}={values[0]}" for name, values in query.items() if name != "page")
            following = f"{self.base_url}/{parts.path}?page={page + 1}{rest}"
        return 200, {"values": here, "next_url": following, "previous_url": None, "count": len(here)}

    def send(self, handler, status, answer, headers=None):
        self.send_bytes(handler, status, json.dumps(answer).encode(), headers)

    @staticmethod
    def send_bytes(handler, status, body, headers=None, content_type="application/json", cut=False, pieces=1):
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        if cut:
            handler.wfile.write(body[:len(body) // 2])
            handler.wfile.flush()
            handler.close_connection = True
            return
        size = -(-len(body) // pieces)
        for start in range(0, len(body), size or 1):
            if start > 0:
                time.sleep(0.3)
            handler.wfile.write(body[start:start + size])
