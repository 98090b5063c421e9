"""The same figure in the title, the chart, its table, the page, the workbook, the CSV file and the JSON document."""
import csv
import json
import os
import re
import subprocess
import tempfile
import unittest
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import workbook

PROGRAM = os.environ["SKATTEKRONA"]


def swedish(value, decimals, plus=False):
    """The number as the program writes it: hard spaces, decimal comma, true minus."""
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(value)).quantize(quantum, ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", "\u00a0").replace(".", ",")
    sign = "" if rounded == 0 else "−" if rounded < 0 else "+" if plus else ""
    return sign + text


class Agreement(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def written(self, ending, *words):
        path = os.path.join(self.folder.name, "answer." + ending)
        subprocess.run([PROGRAM, *words, "--data", "embedded", "--quiet", "-o", path], check=True)
        return path

    def text(self, ending, *words):
        with open(self.written(ending, *words), encoding="utf-8") as file:
            return file.read()

    def check(self, *about):
        answer = json.loads(self.text("json", "benchmark", *about))
        areas = answer["areas"]
        known = [area for area in areas if area["deviation"] is not None]
        self.assertGreater(len(known), 0)

        chart = json.loads(self.text("json", "plot", "deviation", *about))
        rows = {row["area"]: row for row in chart["datasets"]["rows"]}
        self.assertEqual(len(rows), len(areas) + 1)
        for area, row in zip(areas, chart["datasets"]["rows"]):
            self.assertEqual(row["deviation"], area["deviation"])
            self.assertEqual(row["deviation_pct"], area["deviation_pct"])

        # The title tells of the area furthest from nought.
        largest = max(known, key=lambda area: abs(area["deviation"]))
        decimals = 1 if abs(largest["deviation"]) < 10 else 0
        said = f"{swedish(abs(largest['deviation']), decimals)}\u00a0mnkr {'mer' if largest['deviation'] > 0 else 'mindre'}"
        self.assertIn(said, chart["title"])
        picture = self.text("svg", "plot", "deviation", *about, "--text", "font")
        self.assertEqual(unescape(re.search("<title>(.*?)</title>", picture).group(1)), chart["title"])
        drawn = [unescape(text) for text in re.findall("<text[^>]*>([^<]*)</text>", picture)]
        for area, row in zip(areas, chart["datasets"]["rows"]):
            if area["deviation"] is None:
                self.assertEqual(row["label"], "uppgift saknas")
            else:
                shown = swedish(area["deviation"], 1 if abs(area["deviation"]) < 10 else 0, plus=True)
                self.assertIn(f"{shown}\u00a0mnkr ({swedish(area['deviation_pct'], 1, plus=True)}\u00a0%)", drawn)

        with open(self.written("csv", "plot", "deviation", *about), newline="", encoding="utf-8") as file:
            beside = list(csv.DictReader(file))
        self.assertEqual(len(beside), len(areas) + 1)
        for area, row in zip(areas, beside):
            self.assertEqual((row["for"], row["year"]), (answer["municipality"]["id"], str(answer["year"])))
            for column, field in (("deviation_mnkr", "deviation"), ("deviation_pct", "deviation_pct"),
                                  ("deviation_kr_per_inhabitant", "deviation_per_inhabitant")):
                if area[field] is None:
                    self.assertEqual(row[column], "")
                else:
                    self.assertAlmostEqual(float(row[column]), area[field], delta=5e-7)

        page = self.text("html", "report", *about)
        figure = re.search('<figure id="deviation">(.*?)</figure>', page, re.S).group(1)
        self.assertIn(chart["title"], unescape(figure))
        cells = [[unescape(cell) for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)]
                 for row in re.findall("<tr[^>]*>(.*?)</tr>", figure, re.S)][1:]
        report = re.search(r"<h2>Områdena</h2>.*?<tbody>(.*?)</tbody>", page, re.S).group(1)
        lines = [[unescape(cell) for cell in re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row)]
                 for row in re.findall("<tr[^>]*>(.*?)</tr>", report, re.S)]
        self.assertGreaterEqual(min(len(cells), len(lines)), len(areas))
        for area, beside, line in zip(areas, cells, lines):
            if area["deviation"] is None:
                self.assertEqual(beside[1], "–")
                self.assertEqual(line[3], "–")
            else:
                self.assertEqual(beside[1], swedish(area["deviation"], 1))
                self.assertEqual(line[1], swedish(area["net_cost"], 1))
                self.assertEqual(line[3], swedish(area["deviation"], 1, plus=True))
                self.assertEqual(line[4], swedish(area["deviation_pct"], 1, plus=True))

        with open(self.written("csv", "benchmark", *about), newline="", encoding="utf-8") as file:
            data = [row for row in csv.DictReader(file) if row["area"] != "total"]
        self.assertEqual(len(data), len(areas))
        for area, row in zip(areas, data):
            self.assertEqual(row["area"], area["id"])
            if area["deviation"] is None:
                self.assertEqual(row["deviation_mnkr"], "")
            else:
                self.assertAlmostEqual(float(row["deviation_mnkr"]), area["deviation"], delta=5e-7)

        book = workbook.read(self.written("xlsx", "benchmark", *about))
        sheet = next(iter(book.values()))
        numbers = [cell.value for cell in sheet.cells.values()]
        for area in known:
            for field in ("net_cost", "reference_cost", "deviation", "deviation_pct"):
                self.assertTrue(any(isinstance(number, float) and abs(number - area[field]) < 1e-9 for number in numbers),
                                f"{area['id']} {field} {area[field]} is not in the workbook")

    def test_large(self):
        self.check("Stockholm")

    def test_middle(self):
        self.check("Huddinge", "--year", "2016")

    def test_small(self):
        self.check("Kungsör")

    def test_missing(self):
        self.check("Habo", "--year", "2012", "--areas", "all")


if __name__ == "__main__":
    unittest.main()
