"""data fetch against a server that speaks Kolada's API v3: the store ends with exactly the server's values, or the
program says what is wrong and the figures are as they were."""

import csv
import random
import signal
import sqlite3
import subprocess
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from home import KPIS, YEARS, Home
from kolada_server import KoladaServer, always, as_stored, figures, once

with open(Path(__file__).parents[2] / "data" / "municipalities.csv", encoding="utf-8") as file:
    ALL = ["0000", *sorted(row["municipality"] for row in csv.DictReader(file))]
FEW = ["0000", "0114", "0126", "0180", "2584"]
AT_ONCE = 4


class TheServer(unittest.TestCase):
    """It answers as Kolada is said to."""

    def get(self, server, request):
        try:
            with urlopen(f"{server.base_url}/{request}") as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    def test_limits_and_misspelt_parameters(self):
        with KoladaServer(figures(KPIS, FEW, YEARS)) as server:
            many = ",".join(f"N{i:05}" for i in range(26))
            self.assertEqual(self.get(server, f"data/kpi/{many}/year/2020")[0], 422)
            self.assertEqual(self.get(server, "data/kpi/N99001/year/2020?per_page=5001")[0], 422)
            self.assertIn(b'"count": 5', self.get(server, "data/kpi/N99001/year/2020")[1])
            self.assertIn(b'"count": 0', self.get(server, "data/kpi/N99001/year/2020?perpage=10")[1])
            with self.assertRaises(HTTPError) as v2:
                urlopen(server.base_url.replace("/v3", "/v2/kpi"))
            self.assertEqual(v2.exception.code, 410)


class Fetch(unittest.TestCase):
    maxDiff = 2000

    def test_several_pages_of_five_thousand_rows(self):
        kpis = ["N99001", "N99002", "N99003", "N99004"]
        rows = figures(kpis, ALL, range(2014, 2023))
        self.assertGreater(len(rows), 10_000)
        with KoladaServer(rows) as server, Home() as home:
            self.assertEqual(home.fetch(server, kpis=kpis, years=["2014-2022"])[0], 0)
            self.assertEqual(home.figures(), as_stored(rows))
            self.assertEqual(len(server.requests), 4)

    def test_at_most_25_ids_a_segment_and_five_requests_a_second(self):
        kpis = [f"N99{i:03}" for i in range(27)]
        municipalities = ALL[:30]
        rows = figures(kpis, municipalities, [2020])
        with KoladaServer(rows) as server, Home() as home:
            code, said = home.fetch(server, "--municipality", ",".join(municipalities), kpis=kpis, years=[2020])
            self.assertEqual((code, home.figures()), (0, as_stored(rows)), said)
            self.assertEqual(len(server.requests), 2 + 2 * 2)
            for start in server.times:
                self.assertLessEqual(sum(start <= moment < start + 1 for moment in server.times), 5)

    def test_what_fails_once_is_asked_for_again(self):
        rows = figures(KPIS, FEW, YEARS)

        def run(fault):
            with KoladaServer(rows, once(fault)) as server, Home() as home:
                return fault, *home.fetch(server), home.figures(), server.times

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for fault, code, said, stored, times in pool.map(
                    run, ["429", "500", "slow", "gzip", "cut", "truncated", "content type"]):
                with self.subTest(fault):
                    self.assertEqual((code, stored), (0, as_stored(rows)), said)
                    self.assertEqual(len(times), 2 if fault in ("slow", "gzip") else 3)
                    if fault == "429":
                        self.assertGreaterEqual(times[2] - times[1], 1)

    def test_what_goes_on_failing_leaves_the_figures_as_they_were(self):
        before = figures(KPIS, FEW, YEARS, version=1)
        reasons = {"500": "after 5 tries: the server answered with status 500",
                   "429": "after 5 tries: the server answered with status 429: “Too many requests”",
                   "cut": "after 5 tries: the connection broke",
                   "truncated": "after 5 tries: the answer is not whole JSON",
                   "deep": "after 5 tries: the answer is not whole JSON",
                   "content type": "after 5 tries: the answer is not JSON but “text/html”",
                   "gone": "status 410: “This endpoint is deprecated",
                   "gone but 200": "the server says “This endpoint is deprecated",
                   "redirect": "the server points to another address, http://127.0.0.1",
                   "elsewhere": "a next page in another place, https://example.org",
                   "other figures": "a next page in another place, http://127.0.0.1",
                   "loop": "a next page that has been read already",
                   "count": "the answer gives the number of rows as 21 but has 20",
                   "wrong type": "values[0].period in the answer is \"2020\\u001b[31m\"",
                   "too large": "the answer is larger than 16 MB",
                   "empty": "The answer is empty"}

        def run(fault):
            with KoladaServer(before) as server, Home() as home:
                first = home.fetch(server)
                server.rows = figures(KPIS, FEW, YEARS, version=2)
                server.fault = always(fault)
                return fault, first, home.fetch(server), home.figures()

        with ThreadPoolExecutor(len(reasons)) as pool:
            for fault, first, (code, said), stored in pool.map(run, reasons):
                with self.subTest(fault):
                    self.assertEqual(first[0], 0, first[1])
                    self.assertEqual(code, 4, said)
                    self.assertIn(reasons[fault], said)
                    self.assertEqual(stored, as_stored(before))

    def test_nobody_answers(self):
        with KoladaServer([]) as server:
            pass
        with Home() as home:
            code, said = home.fetch(server)
            self.assertEqual((code, home.figures()), (4, {}))
            self.assertIn("after 5 tries: the server does not take the connection", said)

    def test_pages_that_were_cut_off_are_asked_for_anew(self):
        with KoladaServer(figures(KPIS, FEW, YEARS), page_size=7) as server, Home() as home:
            server.fault = lambda request, times: "gone" if "page=3" in request else None
            self.assertEqual(home.fetch(server)[0], 4)
            self.assertEqual(home.figures(), {})
            # What the server has changed meanwhile must not be mixed with the pages that came before.
            server.fault = lambda request, times: None
            server.rows = figures(KPIS, FEW, YEARS, version=2)
            code, said = home.fetch(server)
            self.assertEqual((code, home.figures()), (0, as_stored(server.rows)), said)

    def test_it_goes_on_where_it_stopped(self):
        # Two requests, since one asks for at most 25 years; the second is cut off.
        years = list(range(1999, 2025))
        rows = figures(KPIS[:1], FEW[:1], years)
        with KoladaServer(rows) as server, Home() as home:
            server.fault = lambda request, times: "gone" if request.endswith("year/2024") or "year/2024?" in request else None
            asked = ("--years", "1999-2024", "--kpi", KPIS[0], "--municipality", FEW[0])
            self.assertEqual(home.fetch(server, *asked)[0], 4)
            self.assertEqual(home.figures(), {})
            answered = len(server.requests)
            server.fault = lambda request, times: None
            code, said = home.fetch(server, *asked)
            self.assertEqual((code, home.figures()), (0, as_stored(rows)), said)
            self.assertIn("Continues where the last fetch stopped", said)
            self.assertEqual(len(server.requests) - answered, 2, server.requests[answered:])  # the KPI and the rest

    def test_since_asks_for_changes_only(self):
        rows = figures(KPIS, FEW, YEARS)
        with KoladaServer(rows, changed_since="2024-05-01") as server, Home() as home:
            self.assertEqual(home.fetch(server, "--since", "2024-05-01")[0], 0)
            self.assertEqual(home.figures(), as_stored(rows))
            server.rows = figures(KPIS, FEW, YEARS, version=2)
            self.assertEqual(home.fetch(server, "--since", "2024-05-02")[0], 0)
            self.assertEqual(home.figures(), as_stored(rows))

    def test_values_are_replaced_by_newer_ones(self):
        with KoladaServer(figures(KPIS, FEW, YEARS, version=1)) as server, Home() as home:
            self.assertEqual(home.fetch(server)[0], 0)
            server.rows = figures(KPIS, FEW, YEARS, version=2)
            self.assertEqual(home.fetch(server)[0], 0)
            self.assertEqual(home.figures(), as_stored(server.rows))

    def test_what_was_asked_for_and_did_not_come_is_named(self):
        rows = figures(KPIS[:1], FEW[:2], YEARS[:1])
        with KoladaServer(rows) as server, Home() as home:
            code, said = home.fetch(server, "--municipality", "riket,Huddinge", "--strict")
            self.assertEqual((code, home.figures()), (5, {}), said)
            asked = len(server.requests)
            process = home.start(server, "--municipality", "riket,Huddinge")
            answer, said = process.communicate(timeout=1200)
            self.assertEqual((process.returncode, home.figures().keys()),
                             (0, {key for key in as_stored(rows) if key[2] == "0000"}), said)
            self.assertEqual(len(server.requests), 2 * asked, "what was refused is asked for anew")
            for words in ("The KPI N99002 has no", "The municipality 0126 has no", "The year 2021 has no"):
                self.assertIn(words, answer + said)

    def test_two_at_once_both_end_well(self):
        rows = figures(KPIS, FEW, YEARS)
        with KoladaServer(rows) as server, Home() as home:
            both = [home.start(server), home.start(server)]
            said = [process.communicate(timeout=1200)[1] for process in both]
            self.assertEqual([process.returncode for process in both], [0, 0], said)
            self.assertEqual(home.figures(), as_stored(rows))

    def test_plain_http_elsewhere_and_other_schemes_are_refused(self):
        class Elsewhere:
            base_url = ""

        with Home() as home:
            for Elsewhere.base_url in ("http://api.kolada.se/v3", "http://127.0.0.1@example.org/v3",
                                       "http://127.0.0.1.example.org/v3", "file:///etc/passwd", "ftp://127.0.0.1/"):
                code, said = home.fetch(Elsewhere)
                self.assertEqual(code, 2, said)
                self.assertIn("no address that figures may be fetched from", said)
            self.assertFalse(home.store.exists())


class Kill(unittest.TestCase):
    """The store is whole whenever the program is killed, and holds all of a fetch or nothing of it."""

    KILLS = 200

    def kill_many(self, seed, kills):
        """Kills fetches at random moments; a fetch that has been taken in makes the server's figures new ones."""
        chance = random.Random(seed)
        versions = [figures(KPIS, FEW, YEARS, version) for version in (1, 2)]
        completed = 0
        killed = 0
        with KoladaServer(versions[0], page_size=7) as server, Home() as home:
            start = time.monotonic()
            self.assertEqual(home.fetch(server)[0], 0)
            usual = time.monotonic() - start
            old = as_stored(server.rows)
            server.rows = versions[1]
            while killed < kills:
                process = home.start(server)
                try:
                    process.wait(chance.uniform(0, 1.2 * usual))
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    killed += 1
                process.communicate(timeout=1200)
                new = as_stored(server.rows)
                stored = home.figures()
                self.assertTrue(stored in (old, new), "part of a fetch can be seen")
                if stored == new:
                    completed += 1
                    old = new
                    server.rows = versions[0] if server.rows is versions[1] else versions[1]
            code, said = home.fetch(server)
            self.assertEqual((code, home.figures()), (0, as_stored(server.rows)), said)
        return completed

    def test_killed_at_random_moments(self):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            completed = sum(pool.map(self.kill_many, range(AT_ONCE), [self.KILLS // AT_ONCE] * AT_ONCE))
        # Some were killed while they published or after it, others came to their end before.
        self.assertGreater(completed, 0)

    def kill_while_publishing(self, home, server):
        """Waits until all answers are kept and the program holds the store's write lock, then kills it."""
        connection = sqlite3.connect(home.store, timeout=0, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM fetch")
        process = home.start(server, kpis=["N99001"], years=["2014-2022"])
        try:
            while process.poll() is None:
                try:
                    (begun, left), = connection.execute("SELECT count(*), sum(sha256 IS NULL) FROM request")
                    if begun and not left:
                        connection.execute("BEGIN IMMEDIATE")
                        connection.execute("ROLLBACK")
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error):
                        raise
                    process.send_signal(signal.SIGKILL)
                    break
        finally:
            connection.close()
        process.communicate(timeout=1200)
        return process.returncode == -signal.SIGKILL

    def test_killed_while_the_figures_are_published(self):
        rows = [figures(["N99001"], ALL, range(2014, 2023), version) for version in (1, 2)]
        with KoladaServer(rows[0]) as server, Home() as home:
            self.assertEqual(home.fetch(server, kpis=["N99001"], years=["2014-2022"])[0], 0)
            old, new = map(as_stored, rows)
            server.rows = rows[1]
            killed = 0
            for _ in range(10):
                if not self.kill_while_publishing(home, server):
                    break
                stored = home.figures()
                self.assertTrue(stored in (old, new), "part of a fetch can be seen")
                killed += 1
                if stored == new:
                    break
            self.assertGreater(killed, 0)
            self.assertEqual(home.fetch(server, kpis=["N99001"], years=["2014-2022"])[0], 0)
            self.assertEqual(home.figures(), new)


if __name__ == "__main__":
    unittest.main()
