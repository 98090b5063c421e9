"""Too little memory, too few threads and open files, and a parent that is killed: said as such, and nothing left behind."""

import os
import re
import resource
import select
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ["SKATTEKRONA"]
# What looks for errors of memory needs most of the address space itself.
SANITIZED = re.search(rb"__(a|t)san_init", Path(PROGRAM).read_bytes()) is not None
MEGABYTE = 1 << 20


class Limits(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        (self.folder / "tmp").mkdir()

    def tearDown(self):
        self.scratch.cleanup()

    def run_program(self, *words, **limits):
        """A limit by its name: AS=(soft, hard)."""

        def limit():
            for name, bounds in limits.items():
                resource.setrlimit(getattr(resource, "RLIMIT_" + name), bounds)

        return subprocess.run(
            [PROGRAM, *words],
            cwd=self.folder,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder / "data"), "TMPDIR": str(self.folder / "tmp")},
            capture_output=True,
            text=True,
            preexec_fn=limit,
        )

    @unittest.skipIf(SANITIZED, "a sanitizer needs the address space")
    def test_too_little_memory_is_said(self):
        for words in (
            ["benchmark", "Huddinge"],
            ["benchmark", "Huddinge", "-o", "a.xlsx"],
            ["simulate", "huddinge-hemtagning-steg-5", "--replicates", "100"],
            ["data", "export", "--years", "2022", "-o", "a.xlsx"],
        ):
            told = 0
            whole = []
            # From what is too little to load the program to what is enough.
            for megabytes in range(24, 160, 8):
                room = megabytes * MEGABYTE
                run = self.run_program(*words, AS=(room, room), CORE=(0, 0))
                if run.returncode == 127:
                    self.assertIn("shared libraries", run.stderr)
                elif run.returncode != 0:
                    self.assertEqual(run.returncode, 4, (megabytes, run.stderr))
                    self.assertIn("inne", run.stderr)
                    told += 1
                else:
                    whole.append(run.stdout)
                self.assertEqual(list((self.folder / "tmp").iterdir()), [])
                self.assertEqual([file for file in self.folder.iterdir() if file.suffix not in ("", ".xlsx")], [])
            self.assertGreater(told, 0, words)
            self.assertEqual(len(set(whole)), 1, words)

    @unittest.skipIf(SANITIZED, "a sanitizer needs the address space")
    def test_without_threads_one_does_the_work(self):
        words = ["simulate", "huddinge-hemtagning-steg-5", "--replicates", "500"]
        # A thread gets a stack as large as the limit of it, for which there is no room.
        alone = self.run_program(*words, STACK=(1024 * MEGABYTE, -1), AS=(512 * MEGABYTE, -1))
        self.assertEqual(alone.returncode, 0, alone.stderr)
        self.assertEqual(alone.stdout, self.run_program(*words).stdout)

    @unittest.skipIf(SANITIZED, "a sanitizer opens a pipe to see which memory there is")
    def test_too_many_open_files_are_no_lack_of_leave(self):
        (self.folder / "a.csv").write_text("kpi,municipality,year,value\nN20029,0126,2022,1.5\n")
        told = 0
        for words in (["benchmark", "Huddinge"], ["claim", "huddinge-480"], ["data", "import", "a.csv"]):
            for files in range(4, 12):
                run = self.run_program(*words, NOFILE=(files, files))
                self.assertNotIn("behörighet", run.stderr)
                if run.returncode not in (0, 127):
                    self.assertEqual(run.returncode, 4, run.stderr)
                    self.assertIn("för många filer öppna", run.stderr)
                    told += 1
        self.assertGreater(told, 0)

    def test_programs_end_with_a_parent_that_is_killed(self):
        os.mkfifo(self.folder / "begun")
        chromium = self.folder / "chromium"
        chromium.write_text(f"#!/bin/sh\necho $$ > {self.folder}/begun\nexec sleep infinity\n")
        chromium.chmod(0o755)
        program = subprocess.Popen(
            [PROGRAM, "benchmark", "Huddinge", "-o", str(self.folder / "a.pdf")],
            env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "TMPDIR": str(self.folder / "tmp")},
        )
        other = int((self.folder / "begun").read_text())
        running = os.pidfd_open(other)
        program.send_signal(signal.SIGKILL)
        program.wait()
        # Readable when it has ended.
        select.select([running], [], [])
        os.close(running)


if __name__ == "__main__":
    unittest.main()
