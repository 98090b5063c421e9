"""Control characters and marks of writing direction in whatever names things: none reaches a reader or a terminal."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

PROGRAM = os.environ["SKATTEKRONA"]
SHARE = Path(PROGRAM).parent.parent / "share/skattekrona"
ESCAPED = r"\u001b[31mR\u0007\u0000\u007f\u0085\u009b2J\u202egnal\u2066x\u200e\u061c\u2028"
RAW = "\x1b[31mR\x07\u009b2J\u202egnal\u2066x\u200f"
OBEYED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufffe\uffff]")


class Text(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)

    def tearDown(self):
        self.scratch.cleanup()

    def assert_harmless(self, text, what):
        self.assertIsNone(OBEYED.search(text.decode()), what)

    def run_program(self, *words, codes=(0,)):
        run = subprocess.run(
            [PROGRAM, *words],
            cwd=self.folder,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder / "data")},
            capture_output=True,
        )
        self.assertIn(run.returncode, codes, run.stderr)
        self.assert_harmless(run.stdout, words)
        self.assert_harmless(run.stderr, words)
        return run.stdout

    def written(self, name, *words):
        self.run_program(*words, "-o", name)
        file = self.folder / name
        if name.endswith((".xlsx", ".docx")):
            with zipfile.ZipFile(file) as book:
                for part in book.namelist():
                    if part.endswith(".xml"):
                        self.assert_harmless(book.read(part), part)
        else:
            self.assert_harmless(file.read_bytes(), name)
        return file

    def with_hostile_texts(self, source, name):
        """The file with such characters first in every text of it."""
        text = (SHARE / source).read_text()
        keys = r'((?:who|when|source|title|author|sv|en) = |^ +)"'
        (self.folder / name).write_text(re.sub(keys, lambda match: match[0] + ESCAPED, text, flags=re.MULTILINE))

    def test_a_claim(self):
        self.with_hostile_texts("scenarios/huddinge-480/claim.toml", "claim.toml")
        for ending in ("txt", "csv", "md", "html", "json", "xlsx", "docx"):
            self.written(f"a.{ending}", "claim", "claim.toml")
        self.written("a.svg", "plot", "curve-claim", "--claim", "claim.toml", "--text", "font")

    def test_a_scenario_and_a_theme(self):
        self.with_hostile_texts("scenarios/huddinge-hemtagning-steg-1/scenario.toml", "scenario.toml")
        (self.folder / "theme.toml").write_text(f'name = "{ESCAPED}"\n')
        for ending in ("txt", "csv", "md", "html", "json", "xlsx"):
            self.written(f"a.{ending}", "simulate", "scenario.toml", "--theme", "theme.toml")
        for chart in ("plan", "fan-net_cost"):
            self.written("a.svg", "plot", chart, "--scenario", "scenario.toml", "--text", "font")

    def test_names_of_municipalities_and_measures(self):
        shutil.copytree(SHARE / "data", self.folder / "own")
        shutil.copytree(SHARE / "models", self.folder / "models")
        names = self.folder / "own/municipalities.csv"
        names.write_text(names.read_text().replace("Huddinge", "Hud" + RAW + "dinge"))
        manifest = self.folder / "own/manifest.toml"
        manifest.write_text(
            re.sub(r'^((?:title|credit|retrieved|note) = ")', lambda match: match[0] + ESCAPED, manifest.read_text(), flags=re.M)
        )
        for file in ("measures.toml", "service_areas.toml", "peers.toml"):
            self.with_hostile_texts("models/" + file, "models/" + file)
        own = ("--data", "own", "--models", "models")
        for ending in ("txt", "csv", "md", "html", "json", "xlsx"):
            self.written(f"a.{ending}", "benchmark", "0126", *own)
        self.written("report.html", "report", "0126", *own)
        for chart in ("deviation", "position", "peers", "quality"):
            self.written("a.svg", "plot", chart, "0126", *own, "--text", "font")
        for ending in ("csv", "json", "xlsx"):
            self.written(f"all.{ending}", "data", "export", "--municipality", "0126", "--years", "2022", *own)

    def test_an_import(self):
        (self.folder / "mapping.toml").write_text(
            f'title = "t{ESCAPED}"\nsource = "s{ESCAPED}"\nunit = "mnkr"\ndecimal = "point"\n[columns]\n'
            'municipality = "k"\nyear = "y"\nseries = "s"\nvalue = "v"\nstatus = "st"\n'
        )
        name = f"i{RAW}.csv"
        (self.folder / name).write_text(
            f"k,y,s,v,st\nHuddinge,2022,aldreomsorg.net_cost,100,{RAW}\nHuddinge,2022,{RAW},1,\nHud{RAW},2022,x,y,\n"
            f"Huddinge,2022,forskola.net_cost,,{RAW}\n"
        )
        self.run_program("data", "import", name, "--mapping", "mapping.toml", "--label", RAW, codes=(2,))
        for form in ([], ["--json"], ["--csv", "standard"]):
            self.run_program("data", "import", name, "--mapping", "mapping.toml", "--label", "budget", *form)
        for command in ("info", "check"):
            for form in ([], ["--json"], ["--csv", "standard"]):
                self.run_program("data", command, *form)
        self.written("all.csv", "data", "export", "--with", "budget", "--municipality", "0126", "--years", "2022")
        self.run_program("benchmark", "Huddinge", "--with", "budget")

    def test_what_is_typed_and_what_files_are_called(self):
        name = f"f{RAW}.toml"
        (self.folder / name).write_text(f'"b{ESCAPED}" = 2\nkind = "{ESCAPED}"\nmunicipality = "{ESCAPED}"\n')
        (self.folder / f"g{RAW}.toml").write_text(f"a {RAW}\n")
        for words in (
            ["benchmark", "Hud" + RAW],
            ["benchmark", b"Hud\x9b2J\xff"],
            ["be" + RAW],
            ["benchmark", "--option" + RAW],
            ["benchmark", "Huddinge", "--year", RAW],
            ["benchmark", "Huddinge", "--pool", RAW],
            ["benchmark", "Huddinge", "--level", RAW],
            ["benchmark", "Huddinge", "--with", RAW],
            ["benchmark", "Huddinge", "--data", RAW],
            ["benchmark", "Huddinge", "--models", RAW],
            ["benchmark", "Huddinge", "--theme", RAW],
            ["benchmark", "Huddinge", "-O", RAW],
            ["benchmark", "Huddinge", "-o", RAW + "/a.csv"],
            ["--lang", RAW],
            ["plot", RAW, "Huddinge"],
            ["claim", RAW],
            ["claim", name],
            ["claim", f"g{RAW}.toml"],
            ["simulate", name],
            ["simulate", "huddinge-hemtagning-steg-5", "--lever", RAW + "=2"],
            ["data", "import", name],
            ["data", "import", name, "--mapping", name],
            ["data", "export", "--measure", RAW],
            ["data", "fetch", "--base-url", "http://" + RAW],
        ):
            self.run_program(*words, codes=(2, 3, 4))
        self.run_program("benchmark", "Huddinge", "-o", f"{RAW}.csv")


if __name__ == "__main__":
    unittest.main()
