"""An import that is cut off, has no room or no leave, or is not alone: the store is whole, before or after."""

import json
import os
import random
import shutil
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
        cut = whole = attempts = 0
        chance = random.Random(5)
        while cut < CUTS:
            attempts += 1
            self.assertLess(attempts, 10 * CUTS)
            begun = time.monotonic()
            process = self.start(second)
            try:
                process.communicate(timeout=chance.random() * usual)
                # It was quicker than the moment that was chosen.
                usual = time.monotonic() - begun
            except subprocess.TimeoutExpired:
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
        self.assertEqual(self.run_import(second)[0], 0)
        self.assertEqual(self.values_in(), after)
        # Each checksum still tells what stands there.
        checked = subprocess.run(
            [PROGRAM, "data", "check"], env={**os.environ, "XDG_DATA_HOME": str(self.data)}, capture_output=True
        )
        self.assertEqual(checked.returncode, 0, checked.stderr)
        print(f"{cut} cut off in {attempts} attempts, the figures in after {whole}")

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

    def in_the_log(self, store):
        """A folder as a writer leaves it that is killed: the last delivery stands in the log beside the file."""
        self.assertEqual(self.run_import(self.file("first.csv", rows(6_000, "N10")))[0], 0)
        reader = sqlite3.connect(self.store)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM run").fetchall()
        # What somebody still reads keeps its place.
        self.assertEqual(self.run_import(self.file("second.csv", rows(6_000, "N20")))[0], 0)
        shutil.copytree(self.store.parent, store.parent)
        reader.close()
        self.assertGreater(Path(f"{store}-wal").stat().st_size, 0)

    def deliveries(self, store, before=()):
        """How many deliveries somebody sees in a store, or what is said."""
        done = subprocess.run(
            [*before, PROGRAM, "data", "info", "--json", "--data", str(store)],
            env={**os.environ, "XDG_DATA_HOME": str(self.folder / "none")},
            capture_output=True,
            text=True,
        )
        return len(json.loads(done.stdout)["store"]["runs"]) if done.returncode == 0 else done.stderr

    def test_read_by_somebody_who_may_not_write(self):
        if os.geteuid() != 0 or shutil.which("setpriv") is None:
            self.skipTest("only root, with setpriv, can become somebody else")
        nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        owner = ("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups")
        self.folder.chmod(0o755)
        logged = self.folder / "logged" / "figures.db"
        self.in_the_log(logged)
        # Which files there are beside the store, who may do what with them and with the folder, and what is seen.
        for name, gone, modes, folder, seen in (
            ("as it is left", ["-wal", "-shm"], {}, 0o755, 1),
            ("without its lock", ["-wal", "-shm", ".lock"], {}, 0o755, 1),
            ("a folder for all", ["-wal", "-shm"], {}, 0o777, 1),
            ("read-only files", ["-wal", "-shm"], {"": 0o444, ".lock": 0o400}, 0o777, 1),
            ("a folder that cannot be listed", ["-wal", "-shm"], {}, 0o711, 1),
            ("a log", [], {}, 0o755, 2),
            ("a log in a folder for all", [], {}, 0o777, 2),
            ("a log alone", ["-shm"], {}, 0o755, 2),
            ("a log alone in a folder for all", ["-shm"], {}, 0o777, 2),
            ("a log with somebody's locks", [], {"-shm": 0o600}, 0o755, 2),
            ("a log that may not be read", [], {"-wal": 0o600}, 0o755, "behörighet saknas"),
            ("a store that may not be read", ["-wal", "-shm"], {"": 0o600}, 0o755, "behörighet saknas"),
        ):
            with self.subTest(name):
                shared = Path(tempfile.mkdtemp(dir=self.folder)) / "shared"
                shared.parent.chmod(0o755)
                shutil.copytree(logged.parent, shared)
                store = shared / "figures.db"
                for ending in gone:
                    Path(f"{store}{ending}").unlink()
                for file in shared.iterdir():
                    file.chmod(modes.get(file.name.removeprefix(store.name), 0o644))
                subprocess.run(["chown", "-R", "1000:1000", shared], check=True)
                shared.chmod(folder)
                files = sorted(shared.iterdir())
                found = self.deliveries(store, nobody)
                if isinstance(seen, str):
                    self.assertIn(seen, str(found))
                else:
                    self.assertEqual(found, seen)
                # The reader has left nothing that shuts the owner out.
                self.assertEqual(sorted(shared.iterdir()), files)
                if not modes:
                    third = self.file("third.csv", rows(6_000, "N30"))
                    third.chmod(0o644)
                    done = subprocess.run(
                        [*owner, PROGRAM, "data", "import", third, "--data", store], capture_output=True, text=True
                    )
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual(self.deliveries(store, nobody), seen + 1)

    def test_a_full_disk_with_what_is_stored_in_the_log(self):
        room = self.folder / "room"
        room.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", room], capture_output=True).returncode != 0:
            self.skipTest("nothing may be mounted here")
        try:
            logged = self.folder / "logged" / "figures.db"
            self.in_the_log(logged)
            store = room / "figures.db"
            shutil.copytree(logged.parent, room, dirs_exist_ok=True)
            Path(f"{store}-shm").unlink()
            with open(room / "fill", "wb", buffering=0) as fill:
                try:
                    while True:
                        fill.write(bytes(1024))
                except OSError:
                    pass
            # Reading needs no room there; writing does, and says so.
            self.assertEqual(self.deliveries(store), 2)
            path = self.file("third.csv", rows(100_000, "N30"))
            done = subprocess.run([PROGRAM, "data", "import", path, "--data", store], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("disken är full", done.stderr)
            self.assertEqual(self.deliveries(store), 2)
            (room / "fill").unlink()
            done = subprocess.run([PROGRAM, "data", "check", "--data", store], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        finally:
            subprocess.run(["umount", room], check=True)

    def test_a_disk_found_full_when_the_log_is_taken_in(self):
        room = self.folder / "room"
        room.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", room], capture_output=True).returncode != 0:
            self.skipTest("nothing may be mounted here")
        try:
            small = self.file("small.csv", rows(6_000, "N10"))
            said = ""
            # So large that the log has room and what it is taken into has not: which size that is, SQLite knows.
            for values in range(24_000, 60_000, 3_000):
                subprocess.run(["find", room, "-type", "f", "-delete"], check=True)
                store = room / "figures.db"
                for path in (small, self.file("large.csv", rows(values, "N20"))):
                    done = subprocess.run(
                        [PROGRAM, "data", "import", path, "--data", store], capture_output=True, text=True
                    )
                if Path(f"{store}-wal").exists() and done.returncode == 0:
                    said = done.stderr
                    break
            self.assertIn("disken är full", said)
            self.assertIn("figures.db-wal", said)
            self.assertEqual(self.deliveries(store), 2)
            # Moved together to where there is room, they are whole.
            moved = self.folder / "moved"
            shutil.copytree(room, moved)
            self.assertEqual(self.deliveries(moved / "figures.db"), 2)
        finally:
            subprocess.run(["umount", room], check=True)

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
