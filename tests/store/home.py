"""A user of one's own, who fetches figures."""

import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

PROGRAM = os.environ["SKATTEKRONA"]
KPIS = ["N99001", "N99002"]
YEARS = [2020, 2021]
# What the machine that tests run on has of its own must not decide.
NETWORK = ("SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
           "no_proxy", "NO_PROXY")


class Home:
    """A user of one's own: a folder in which the store is made."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.store = Path(self.folder.name) / "skattekrona" / "figures.db"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def start(self, server, *more, kpis=KPIS, years=YEARS, language="en", environment=None):
        command = [PROGRAM, "data", "fetch", "--lang", language, "--base-url", server.base_url, "--kpi", ",".join(kpis),
                   "--years", ",".join(map(str, years)), *more]
        own = {name: value for name, value in os.environ.items() if name not in NETWORK}
        own |= {"XDG_DATA_HOME": self.folder.name, "HOME": self.folder.name} | (environment or {})
        return subprocess.Popen(command, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def fetch(self, server, *more, **asked):
        """Exit code and what was said on standard error."""
        process = self.start(server, *more, **asked)
        _, said = process.communicate(timeout=1200)
        return process.returncode, said

    def figures(self):
        """(series, gender, municipality, year) → (value, status); a store that is damaged is an error."""
        if not self.store.exists():
            return {}
        connection = sqlite3.connect(self.store, timeout=10)
        try:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise AssertionError("the store is damaged")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'figure'").fetchall():
                return {}
            rows = connection.execute("SELECT code, gender, municipality, year, value, status FROM figure "
                                      "JOIN series ON series.id = figure.series")
            return {tuple(row[:4]): tuple(row[4:]) for row in rows}
        finally:
            connection.close()
