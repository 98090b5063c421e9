"""Workbooks computed anew by LibreOffice: every formula gives the program's figure, and moves when its inputs do."""

import os
import statistics
import subprocess
import tempfile
import unittest
from pathlib import Path

import workbook

PROGRAM = os.environ["SKATTEKRONA"]
LEVELS = ["--level", "reference", "--level", "median", "--level", "percentile:25", "--level", "best-mean:30",
          "--level", "best-nth:30", "--level", "own-best"]
# How many formulas there are, and the command. Preschools have no costs before 2015.
BOOKS = {
    "one level": (65, ["benchmark", "Huddinge"]),
    "one level in English": (65, ["benchmark", "Huddinge", "--lang", "en"]),
    "levels": (123, ["benchmark", "Sollefteå", *LEVELS]),
    "whole": (53, ["benchmark", "Malmö", "--scope", "whole"]),
    "whole, levels": (61, ["benchmark", "Malmö", "--scope", "whole", *LEVELS]),
    "net": (65, ["benchmark", "Kiruna", "--netting", "net"]),
    "net, levels": (123, ["benchmark", "Kiruna", "--netting", "net", *LEVELS]),
    "whole and net": (53, ["benchmark", "Kiruna", "--scope", "whole", "--netting", "net"]),
    "several years": (65, ["benchmark", "Gotland", "--window", "3"]),
    "several years in one year's prices": (65, ["benchmark", "Gotland", "--window", "3", "--prices", "2022"]),
    "expected": (122, ["benchmark", "Huddinge", "--noise", "shrunk", *LEVELS]),
    "lasting": (64, ["benchmark", "Huddinge", "--noise", "lasting"]),
    "lasting over years, whole": (52, ["benchmark", "Huddinge", "--noise", "lasting", "--window", "3", "--scope",
                                       "whole"]),
    "quality": (65, ["benchmark", "Huddinge", "--quality", "at-least-own"]),
    "few peers": (65, ["benchmark", "Dorotea", "--pool", "nearest:7"]),
    "an area missing": (9, ["benchmark", "Huddinge", "--year", "2012", "--areas", "forskola,aldreomsorg"]),
    "an area missing, levels": (10, ["benchmark", "Huddinge", "--year", "2012", "--areas", "forskola,aldreomsorg",
                                     "--level", "median", "--level", "reference"]),
    "report": (139, ["report", "Huddinge"]),
    "report in English": (139, ["report", "Bjurholm", "--lang", "en"]),
    "report on one level": (74, ["report", "Sollentuna", "--level", "median"]),
    "report with claims": (139, ["report", "Huddinge", "--claims"]),
    "side by side": (282, ["benchmark", "Huddinge", "Botkyrka", "Upplands", "Väsby"]),
    "side by side, levels": (232, ["benchmark", "Huddinge", "Kiruna", "--noise", "lasting", *LEVELS]),
    "side by side, whole": (46, ["benchmark", "Huddinge", "Nykvarn", "--year", "2012", "--areas", "ifo,lss", "--scope",
                                "whole", "--netting", "net", *LEVELS]),
    "report side by side": (351, ["report", "Huddinge", "Botkyrka", "Haninge"]),
    "chart": (0, ["plot", "deviation", "Huddinge"]),
    "claim": (93, ["claim", "huddinge-480", "--full"]),
    "ratio": (2, ["claim", "huddinge-nettokostnad-97-6"]),
    "compounding": (2, ["claim", "botkyrka-it-besparing"]),
    "sum": (2, ["claim", "huddinge-prognos-173"]),
    "break-even": (1, ["claim", "huddinge-upphandling"]),
    "pools": (4, ["claim", "huddinge-jamforelsekommuner"]),
    "shares": (4, ["claim", "botkyrka-chefsenkat"]),
    "frames": (49, ["simulate", "rambrygga-exempel"]),
    "scenario": (259, ["simulate", "Huddinge", "--lever", "grundskola: best-nth:30 by 2025", "--replicates", "200"]),
    "levers": (390, ["simulate", "Kungsör", "--lever", "aldreomsorg: save 10 by 2025", "--lever",
                   "ifo,forskola: frozen 2024-2025", "--lever", "grundskola: demand 1% 2023-2026", "--replicates", "200"]),
    "compared": (450, ["simulate", "Huddinge", "--compare", "Habo", "--replicates", "200"]),
}
COSTS, LEVELS_SHEET, POTENTIALS, SCOPES = "Kostnader", "Nivåer", "Potential per nivå", "Två räknesätt"
COMPARISON, FRAME, ITEMS, CARRIED = "Jämförelsen", "Ramen", "Volymer och beslut", "Ramen oavrundad"
CLAIM, MEDIAN = "Påståendet", "Medianen"


def near(one, other, scale=0.0):
    """To nine digits, of `scale` where the figures are smaller than that."""
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other), scale)


class Workbooks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.scratch.name)
        cls.office = workbook.LibreOffice(cls.folder)
        cls.paths = {}
        for number, (name, (_, command)) in enumerate(BOOKS.items()):
            path = cls.folder / f"{number}.xlsx"
            subprocess.run([PROGRAM, *command, "--quiet", "-o", path], check=True,
                           env=os.environ | {"XDG_DATA_HOME": str(cls.folder)})
            cls.paths[name] = path

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def computed(self, paths):
        return [workbook.read(path) for path in self.office.convert(paths)]

    def test_every_formula_gives_the_programs_figure(self):
        # Their values are taken away first, so that what is compared has been computed.
        (self.folder / "wrong").mkdir()
        wrong = [workbook.with_wrong_values(path, self.folder / "wrong" / path.name) for path in self.paths.values()]
        for (name, path), computed in zip(self.paths.items(), self.computed(wrong), strict=True):
            with self.subTest(name):
                written = workbook.read(path)
                self.assertEqual(list(written), list(computed))
                count = 0
                for sheet, cells in written.items():
                    for at, cell in cells.formulas().items():
                        found = computed[sheet].cells[at]
                        self.assertIsNotNone(found.value, f"{sheet}!{at} {cell.formula} gives {found.text}")
                        self.assertTrue(near(found.value, cell.value, 1),
                                        f"{sheet}!{at} {cell.formula}: {found.value}, not {cell.value}")
                        count += 1
                self.assertEqual(count, BOOKS[name][0])

    def test_nothing_else_is_changed_by_opening_and_saving(self):
        path = self.paths["report"]
        written, (computed,) = workbook.read(path), self.computed([path])
        for sheet, cells in written.items():
            for at, cell in cells.cells.items():
                found = computed[sheet].cells[at]
                self.assertEqual((found.text, found.formula is None), (cell.text, cell.formula is None), f"{sheet}!{at}")

    def change(self, book, sheet, header, first, by):
        path = self.paths[book]
        before = workbook.read(path)
        at = before[sheet].name(header, first)
        changed = workbook.with_value(path, self.folder / f"changed-{book}.xlsx", sheet, at,
                                      before[sheet].cells[at].value + by)
        return before, self.computed([changed])[0]

    def test_side_by_side_a_net_cost_moves_only_its_own_column(self):
        before, after = self.change("side by side", COSTS + " Botkyrka", "Netto, mnkr", "Fritidshem", 10)
        for row in ("Fritidshem", "Totalt"):
            for name, by in (("Huddinge", 0), ("Botkyrka", 10), ("Upplands Väsby", 0)):
                was, becomes = before["Avvikelse, mnkr"].value(name, row), after["Avvikelse, mnkr"].value(name, row)
                self.assertTrue(near(becomes - was, by, 1e3), f"{name} {row}")

    def test_a_net_cost_moves_what_follows_from_it(self):
        before, after = self.change("one level", COSTS, "Netto, mnkr", "Fritidshem", 10)
        was, becomes, becomes_all = before[COSTS], after[COSTS], after
        moved = lambda header, first: becomes.value(header, first) - was.value(header, first)
        people = was.cells[f"B{was.row('Invånare 31 december 2022')}"].value
        for row in ("Fritidshem", "Totalt"):
            self.assertTrue(near(moved("Avvikelse, mnkr", row), 10, 1e3))
            self.assertTrue(near(moved("Avvikelse, kr/inv", row), 10e6 / people, 1e3))
            self.assertTrue(near(moved("Avvikelse, %", row), 1000 / was.value("Referens, mnkr", row), 1e3))
            # It was dearer than its level already, so that the whole change counts.
            self.assertTrue(near(moved("Potential, mnkr", row), 10, 1e3))
        self.assertTrue(near(moved("Netto, mnkr", "Totalt"), 10, 1e4))
        self.assertTrue(near(moved("Nivå, %", "Fritidshem"), 0, 1))
        for row in ("Fritidshem", "Totalt"):
            area = "Fritidshem, %" if row == "Fritidshem" else "Totalt, %"
            column = becomes_all[COMPARISON].columns[area]
            others = [cell.value for name, cell in becomes_all[COMPARISON].cells.items()
                      if workbook.column_of(name) == column and cell.value is not None]
            own = becomes.value("Avvikelse, %", row)
            self.assertEqual(becomes.value("Rang", row), 1 + sum(other < own for other in others))
        self.assertGreater(moved("Rang", "Fritidshem"), 0)
        for header in ("Netto, mnkr", "Avvikelse, mnkr", "Potential, mnkr"):
            self.assertTrue(near(moved(header, "Äldreomsorg"), 0, 1e3))

    def test_below_the_level_there_is_no_potential(self):
        before, after = self.change("one level", COSTS, "Netto, mnkr", "Fritidshem", -100)
        self.assertGreater(before[COSTS].value("Potential, mnkr", "Fritidshem"), 0)
        self.assertEqual(after[COSTS].value("Potential, mnkr", "Fritidshem"), 0)
        before, after = self.change("net", COSTS, "Netto, mnkr", "Grundskola", -1000)
        self.assertTrue(near(after[COSTS].value("Potential, mnkr", "Grundskola"),
                             before[COSTS].value("Potential, mnkr", "Grundskola") - 1000))

    def test_a_reference_cost_moves_the_level_of_the_total(self):
        before, after = self.change("one level", COSTS, "Referens, mnkr", "Fritidshem", 100)
        sums = [0, 0]
        for area in ("Förskola", "Fritidshem", "Grundskola", "Gymnasium", "Äldreomsorg", "IFO"):
            reference = after[COSTS].value("Referens, mnkr", area)
            sums[0] += reference * after[COSTS].value("Nivå, %", area)
            sums[1] += reference
        self.assertTrue(near(after[COSTS].value("Nivå, %", "Totalt"), sums[0] / sums[1], 1e3))
        self.assertNotAlmostEqual(after[COSTS].value("Nivå, %", "Totalt"), before[COSTS].value("Nivå, %", "Totalt"))

    def test_every_sheet_of_a_report_follows_the_costs(self):
        before, after = self.change("report", COSTS, "Netto, mnkr", "Fritidshem", 500)
        for level in ("Medianen", "Referenskostnaden"):
            ratio = 1 + before[LEVELS_SHEET].value("Fritidshem, %", level) / 100
            gap = after[COSTS].value("Netto, mnkr", "Fritidshem") - \
                ratio * before[COSTS].value("Referens, mnkr", "Fritidshem")
            self.assertTrue(near(after[POTENTIALS].value("Fritidshem, mnkr", level), gap, 1e3))
            step = gap - before[POTENTIALS].value("Fritidshem, mnkr", level)
            self.assertGreater(step, 400)
            total = before[POTENTIALS].value("Totalt, mnkr", level) + step
            self.assertTrue(near(after[POTENTIALS].value("Totalt, mnkr", level), total, 1e3))
            self.assertTrue(near(after[SCOPES].value("Område för område, mnkr", level), total, 1e3))
            whole = 1 + before[LEVELS_SHEET].value("Totalt, %", level) / 100
            self.assertTrue(near(after[SCOPES].value("Hela kommunen, mnkr", level), max(
                0, after[COSTS].value("Netto, mnkr", "Totalt") - whole * before[COSTS].value("Referens, mnkr", "Totalt")), 1e3))

    def test_a_comparator_moves_the_median_the_level_and_the_potential(self):
        # Below everybody else: the median of the others becomes the one before it.
        path = self.paths["one level"]
        before = workbook.read(path)
        sheet = before[COMPARISON]
        column = sheet.columns["Fritidshem, %"]
        others = {name: cell.value for name, cell in sheet.cells.items()
                  if workbook.column_of(name) == column and cell.value is not None}
        dearest = max(others, key=others.get)
        changed = workbook.with_value(path, self.folder / "comparator.xlsx", COMPARISON, dearest, -99.0)
        after = self.computed([changed])[0]
        others[dearest] = -99.0
        median = statistics.median(others.values())
        self.assertNotEqual(median, before[COSTS].value("Median, %", "Fritidshem"))
        self.assertTrue(near(after[COSTS].value("Median, %", "Fritidshem"), median, 1))
        self.assertTrue(near(after[COSTS].value("Nivå, %", "Fritidshem"), median, 1))
        self.assertEqual(after[COSTS].value("Rang", "Fritidshem"), before[COSTS].value("Rang", "Fritidshem") + 1)
        costs = [before[COSTS].value(header, "Fritidshem") for header in ("Netto, mnkr", "Referens, mnkr")]
        potential = max(0, costs[0] - (1 + median / 100) * costs[1])
        self.assertTrue(near(after[COSTS].value("Potential, mnkr", "Fritidshem"), potential, 1e3))
        step = potential - before[COSTS].value("Potential, mnkr", "Fritidshem")
        self.assertTrue(near(after[COSTS].value("Potential, mnkr", "Totalt"),
                             before[COSTS].value("Potential, mnkr", "Totalt") + step, 1e3))

    def frame(self, sheet, at, value):
        path = self.paths["frames"]
        changed = workbook.with_value(path, self.folder / "frames-changed.xlsx", sheet, at, value)
        return workbook.read(path), self.computed([changed])[0]

    def test_a_frame_follows_its_opening_its_rates_and_its_items(self):
        def bridge(sheets, opening=None, rate=None, item=0):
            """By hand, from the sheets' own inputs."""
            carried = sheets[CARRIED]
            frame = carried.cells["D2"].value if opening is None else opening
            closings = []
            for row in (2, 3, 4):
                index = rate if rate is not None and row == 2 else carried.cells[f"B{row}"].value
                frame += frame * index / 100 + carried.cells[f"F{row}"].value + carried.cells[f"H{row}"].value
                frame += item if row == 2 else 0
                closings.append(frame)
            return closings
        sheets = workbook.read(self.paths["frames"])
        opening = sheets[CARRIED].cells["D2"].value
        closing = sheets[FRAME].columns["Utgående, tkr"]
        for sheet, at, value, by_hand in (
                (CARRIED, "D2", opening + 1000, {"opening": opening + 1000}),
                (CARRIED, "B2", 3.5, {"rate": 3.5}),
                (ITEMS, "D2", sheets[ITEMS].cells["D2"].value + 500, {"item": 500})):
            before, after = self.frame(sheet, at, value)
            for row, frame in zip((2, 3, 4), bridge(before, **by_hand)):
                self.assertTrue(near(after[CARRIED].cells[f"I{row}"].value, frame))
                self.assertEqual(after[FRAME].cells[f"{closing}{row}"].value, round(frame))
                self.assertNotEqual(after[FRAME].cells[f"{closing}{row}"].value,
                                    before[FRAME].cells[f"{closing}{row}"].value)

    def test_a_claim_follows_the_amount_the_costs_and_the_comparators(self):
        path = self.paths["claim"]
        before = workbook.read(path)
        nearest = "Närmaste sätt att räkna som ordalydelsen tillåter (bladet Kostnader)"
        within = "Av dem inom toleransen"
        claim = before[CLAIM]
        ways = before["Ordalydelsens sätt"]
        amounts = [cell.value for name, cell in ways.cells.items()
                   if workbook.column_of(name) == ways.columns["potential_mnkr"] and cell.value is not None]
        amount = claim.row("Påstått belopp, mnkr")
        count = lambda of: sum(abs(one - of) <= 0.1 * of for one in amounts)
        other = next(float(of) for of in range(100, 800, 50) if count(of) != count(480))
        changed = [workbook.with_value(path, self.folder / "claim-amount.xlsx", CLAIM, f"B{amount}", other),
                   workbook.with_value(path, self.folder / "claim-net.xlsx", COSTS,
                                       before[COSTS].name("Netto, mnkr", "Grundskola"),
                                       before[COSTS].value("Netto, mnkr", "Grundskola") + 50)]
        other_amount, dearer = self.computed(changed)
        row = claim.row(within)
        self.assertEqual(other_amount[CLAIM].cells[f"B{row}"].value, count(other))
        self.assertNotEqual(count(other), claim.cells[f"B{row}"].value)
        row = claim.row(nearest)
        self.assertTrue(near(dearer[CLAIM].cells[f"B{row}"].value, claim.cells[f"B{row}"].value + 50, 1e3))

    def test_a_scenario_and_a_comparison_follow_their_assumptions(self):
        # A per cent more in price each year is a per cent more of net cost each year, whatever the levers take in shares.
        for book, sheet in (("scenario", MEDIAN), ("compared", MEDIAN + " 2")):
            path = self.paths[book]
            before = workbook.read(path)
            at = f"{before[sheet].columns['Pris, ökning, %']}3"
            price = before[sheet].cells[at].value
            changed = workbook.with_value(path, self.folder / f"{book}-price.xlsx", sheet, at, price + 1)
            after = self.computed([changed])[0]
            column = before[sheet].columns["Netto, mnkr"]
            for ahead in range(1, 4):
                name = f"{column}{2 + ahead}"
                self.assertTrue(near(after[sheet].cells[name].value, before[sheet].cells[name].value *
                                     ((100 + price + 1) / (100 + price)) ** ahead), name)
            if book == "compared":
                last = max(int(name[1:]) for name in before[sheet].cells if name[0] == column and
                           before[sheet].cells[name].value is not None)
                row = 3
                self.assertTrue(near(after[MEDIAN].cells[f"C{row}"].value, after[sheet].cells[f"{column}{last}"].value))
                self.assertTrue(near(after[MEDIAN].cells[f"D{row}"].value,
                                     after[MEDIAN].cells[f"C{row}"].value - after[MEDIAN].cells["C2"].value, 1e3))

    def test_intervals_are_numbers(self):
        for book in ("scenario", "compared", "lasting"):
            for name, sheet in workbook.read(self.paths[book]).items():
                for header, column in sheet.columns.items():
                    if any(word in header for word in (", median", ", P10", ", P90", ", från", ", till")):
                        below = sheet.cells.get(f"{column}3")
                        self.assertTrue(below is None or below.value is not None, f"{name}!{header}")
        sheet = next(iter(workbook.read(self.paths["scenario"]).values()))
        for part in ("median", "P10", "P90"):
            self.assertIn(f"Netto, {part}, mnkr", sheet.columns)

    def test_a_missing_figure_is_an_empty_cell(self):
        for book in ("an area missing", "an area missing, levels"):
            sheets = workbook.read(self.paths[book])
            costs = sheets[COSTS]
            for header in costs.columns:
                if header not in ("Område",):
                    self.assertNotIn(costs.name(header, "Förskola"), costs.cells)
                    self.assertNotIn(costs.name(header, "Totalt"), costs.cells)
            self.assertTrue(any("Uppgift saknas för 2012" in words for words in costs.words()))
            self.assertIn(costs.name("Avvikelse, mnkr", "Äldreomsorg"), costs.formulas())

    def test_every_table_tells_its_source(self):
        for book, source in (("report", "Källa: Kolada"), ("chart", "Källa: Kolada"), ("claim", "Källa: Kolada"), ("one level in English", "Source: Kolada")):
            for name, sheet in workbook.read(self.paths[book]).items():
                self.assertTrue(any(source in words for words in sheet.words()), name)


if __name__ == "__main__":
    unittest.main()
