"""An import that is cut off, has no room or no leave, or is not alone: the store is whole, before or after."""

import os
import random
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = os.environ["SKATTEKRONA"]
CUTS = 200
CODES = [
    line.split(",")[0]
    for line in (Path(PROGRAM).parent.parent / "share/skattekrona/data/municipalities.csv").read_text().splitlines()[1:]
]


def rows(values, kpi):
    """A file of about so many values; those of different `kpi` have nothing in common."""
    lines = ["kpi,municipality,year,value"]
    for number in range(values // len(CODES) // 20):
        for code in CODES:
            lines += [f"{kpi}{number:03},{code},{year},{number + year % 7}.5" for year in range(2003, 2023)]
    return "\n".join(lines) + "\n"


class Import(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        self.data = self.folder / "data"
        self.store = self.data / "skattekrona" / "figures.db"

    def tearDown(self):
        subprocess.run(["chmod", "-R", "u+w", self.folder], check=True)
        self.scratch.cleanup()

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def start(self, path, data=None, before=()):
        return subprocess.Popen(
            [*before, PROGRAM, "data", "import", str(path)],
            env={**os.environ, "XDG_DATA_HOME": str(data or self.data)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_import(self, path, **how):
        process = self.start(path, **how)
        out, err = process.communicate()
        self.assertIn(process.returncode, (0, 2, 3, 4, 5), out + err)
        return process.returncode, out + err

    def values_in(self, store=None):
        """The number of figures by the first three signs of their series; the store passes SQLite's own check."""
        connection = sqlite3.connect(store or self.store)
        try:
            self.assertEqual(connection.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            return dict(
                connection.execute(
                    "SELECT substr(code, 1, 3), count(*) FROM figure JOIN series ON series.id = series GROUP BY 1"
                ).fetchall()
            )
        finally:
            connection.close()

    def test_killed_at_any_moment(self):
        first = self.file("first.csv", rows(20_000, "N10"))
        second = self.file("second.csv", rows(20_000, "N20"))
        self.assertEqual(self.run_import(first)[0], 0)
        before = self.values_in()
        begun = time.monotonic()
        trial = self.folder / "trial"
        self.assertEqual(self.run_import(first, data=trial)[0], 0)
        usual = time.monotonic() - begun
        self.assertEqual(self.run_import(second, data=trial)[0], 0)
        after = self.values_in(trial / "skattekrona" / "figures.db")
        self.assertNotEqual(before, after)
        whole = 0
        cut = 0
        chance = random.Random(5)
        for _ in range(CUTS):
            process = self.start(second)
            time.sleep(chance.random() * usual * 1.1)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            cut += process.returncode == -signal.SIGKILL
            now = self.values_in()
            self.assertIn(now, (before, after))
            if now == after:
                # Once it is there, the next cut begins from a store without it.
                whole += 1
                for leftover in self.store.parent.iterdir():
                    leftover.unlink()
                self.assertEqual(self.run_import(first)[0], 0)
        self.assertGreater(cut, CUTS // 2)
        self.assertEqual(self.run_import(second)[0], 0)
        self.assertEqual(self.values_in(), after)
        print(f"{cut} of {CUTS} cut off, {whole} of them after the figures were in")

    def test_no_room(self):
        room = self.folder / "room"
        room.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", room], capture_output=True)
        # Where nothing may be mounted, the largest size of a file stands in for the disk.
        limited = () if mounted.returncode == 0 else ("bash", "-c", 'trap "" XFSZ; ulimit -f 2000; exec "$@"', "-")
        try:
            small = self.file("small.csv", rows(6_000, "N10"))
            large = self.file("large.csv", rows(200_000, "N20"))
            self.assertEqual(self.run_import(small, data=room)[0], 0)
            store = room / "skattekrona" / "figures.db"
            before = self.values_in(store)
            code, said = self.run_import(large, data=room, before=limited)
            self.assertNotEqual(code, 0, said)
            self.assertEqual(self.values_in(store), before)
            self.assertEqual(self.run_import(small, data=room)[0], 0)
        finally:
            if mounted.returncode == 0:
                subprocess.run(["umount", room], check=True)

    def test_a_folder_that_may_not_be_written_in(self):
        if os.geteuid() == 0 and subprocess.run(["setpriv", "--version"], capture_output=True).returncode != 0:
            self.skipTest("root may write everywhere, and setpriv is not there to become somebody else")
        path = self.file("first.csv", rows(6_000, "N10"))
        self.assertEqual(self.run_import(path)[0], 0)
        before = self.values_in()
        other = self.file("second.csv", rows(6_000, "N20"))
        for place in (self.folder, self.data, self.store.parent):
            place.chmod(0o555)
        self.store.chmod(0o444)
        nobody = ("setpriv", "--reuid=65534", "--clear-groups") if os.geteuid() == 0 else ()
        code, said = self.run_import(other, before=nobody)
        self.assertNotEqual(code, 0)
        self.assertIn("figures.db", said)
        for place in (self.folder, self.data, self.store.parent):
            place.chmod(0o755)
        self.store.chmod(0o644)
        self.assertEqual(self.values_in(), before)

    def test_two_at_once(self):
        paths = [self.file(f"{kpi}.csv", rows(60_000, kpi)) for kpi in ("N10", "N20")]
        running = [self.start(path) for path in paths]
        for process in running:
            out, err = process.communicate()
            self.assertEqual(process.returncode, 0, out + err)
        found = self.values_in()
        self.assertEqual(set(found), {"N10", "N20"})
        self.assertEqual(len(set(found.values())), 1)


if __name__ == "__main__":
    unittest.main()
