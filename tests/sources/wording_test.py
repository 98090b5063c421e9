"""What a claim or a scenario quotes stands verbatim in the report that it names, in the section that it names.

The reports are not part of the source: SKATTEKRONA_REPORTS is the folder of their texts, otherwise shared/seeds beside the
source folder. Where there is none the test is skipped. What is quoted from a page of the web, whose address `source` gives, is not checked
here."""

import os
import re
import tomllib
import unicodedata
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
REPORTS = Path(os.environ.get("SKATTEKRONA_REPORTS", SOURCE.parent / "shared" / "seeds"))
# Huddinge's first appendix, the office's letter, has no heading: this is its first line.
UNHEADED = {"HANDLÄGGARE": "bilaga 1"}
# How `source` names a report: "KPMG: Granskning av …, Huddinge kommun, avsnitt 2.1 och bilaga 3".
NAMED = re.compile(r"(?P<firm>\w+): (?P<title>.+?), (?P<place>\w+ kommun), (?P<sections>.+)", re.DOTALL)


def plain(text):
    """Without what typography adds: kinds of spaces and of quotation marks, soft hyphens, emphasis, marks of footnotes."""
    text = unicodedata.normalize("NFC", text).replace("\N{SOFT HYPHEN}", "")
    text = re.sub(r"<sup>.*?</sup>|<[^>]*>|[*¹²³⁴⁵⁶⁷⁸⁹⁰]", "", text)
    return re.sub(r"\s+", " ", re.sub('[”“„"]', '"', text))


def heading(line, contents):
    """What a heading is called in `source`: its number, or its words where it has none. Nothing where it is none."""
    words = plain(line).strip("# ")
    if line.strip() in UNHEADED:
        return UNHEADED[line.strip()]
    if re.fullmatch(r"Bilaga \d+", words):
        return words.lower()
    if re.search(r"\t\d+$|\.{4}", line.strip()):
        return None  # in the table of contents
    # A list is numbered too, but its points are sentences.
    numbered = re.match(r"(\d+(?:\.\d+)+)\.? \S|(\d+)\.? [A-ZÅÄÖ](?!.*\.$)", words)
    if numbered:
        return numbered[1] or numbered[2]
    return words if line.startswith("#") or contents.count(words) == 1 else None


class Report:
    def __init__(self, path):
        lines = path.read_text(encoding="utf-8").splitlines()
        contents = [line.rsplit("\t", 1)[0].strip() for line in lines if re.search(r"\t\d+$", line.strip())]
        self.text = ""
        self.headings = []
        for line in lines:
            name = heading(line, contents)
            if name:
                self.headings.append((len(self.text), name))
            # A word divided between two lines, or pages, is one word.
            divided = re.search(r"\w- $", self.text) and re.match(r"[a-zåäö]", line)
            self.text = self.text[:-2] if divided else self.text
            self.text += plain(line).strip() + " " if line.strip() else ""

    def is_named(self, firm, title, place):
        """By what stands on its first pages."""
        begins = self.text[:9000].lower()
        words = [rf"\b{re.escape(plain(word).lower())}\b" for word in (firm, title, place)]
        return all(re.search(word, begins) for word in words)

    def sections(self, place):
        """The sections that a place of the text is in, the innermost last."""
        inside = []
        for position, name in self.headings:
            if position <= place:
                inside = [outer for outer in inside if name.startswith(outer + ".")] + [name]
        return inside

    def holds(self, quote, sections):
        """In one of the sections; parts left out of a quote are marked […] and a misprint [sic]."""
        parts = [part.strip() for part in re.split(r"\[…\]|…", re.sub(r" ?\[sic\]", "", plain(quote)))]
        parts = [part for part in parts if part]
        begins = self.text.find(parts[0])
        while begins >= 0:
            place = begins
            for part in parts:
                place = self.text.find(part, place) if place >= 0 else place
            if place >= 0 and not set(sections).isdisjoint(self.sections(begins)):
                return True
            begins = self.text.find(parts[0], begins + 1)
        return False


def quotes(path):
    """All that a file says is somebody else's words: given as such, or between marks in a text or a comment."""
    toml = path.read_text(encoding="utf-8")
    content = tomllib.loads(toml)
    yield from content.get("wording", [])
    for one in content.get("answer", []) + content.get("recommendation", []) + content.get("statement", []):
        yield from (one[key] for key in ("ground", "text", "said") if key in one)
        if "question" in one:
            yield one["question"]["sv"]
    in_marks = re.compile("”([^”]+)”")

    def texts(value):
        if isinstance(value, dict):
            for key, one in value.items():
                # A translation is nobody's words, and marks in `source` and `wording` are the report's own.
                if key not in ("en", "source", "wording", "ground", "text", "said"):
                    yield from texts(one)
        elif isinstance(value, list):
            for one in value:
                yield from texts(one)
        elif isinstance(value, str):
            yield from in_marks.findall(value)

    yield from texts(content)
    for comment in re.findall(r"(?:^#.*\n)+", toml, re.MULTILINE):
        yield from re.findall('"([^"]+)"', comment.replace("\n# ", " "))


def named_sections(text):
    text = re.sub(r"\d{4}-\d{2}-\d{2}", "", text[re.search("avsnitt|bilaga", text).start() :])
    return [plain(found).strip('"') for found in re.findall(r"bilaga \d+|\d+(?:\.\d+)*|”[^”]+”", text)]


@unittest.skipUnless(REPORTS.is_dir(), f"the reports are not at hand: no folder {REPORTS.name} (SKATTEKRONA_REPORTS)")
class Wording(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reports = [Report(path) for path in sorted(REPORTS.glob("*.txt"))]

    def each_file(self, check):
        """Calls with each file's quotes, its report and the sections that it names."""
        for path in sorted(SOURCE.glob("scenarios/*/*.toml")):
            found = list(quotes(path))
            source = tomllib.loads(path.read_text(encoding="utf-8")).get("source", "")
            named = NAMED.fullmatch(source)
            if not named and path.name == "scenario.toml" and not found:
                continue  # its figures are nobody's words
            if "http" in source:
                continue  # what stands on a page of the web is not among the reports
            with self.subTest(file=path.parent.name):
                self.assertTrue(named, f"names no report: {source}")
                report = [one for one in self.reports if one.is_named(named["firm"], named["title"], named["place"])]
                self.assertEqual(len(report), 1, f"reports called so: {source}")
                check(found, report[0], named_sections(named["sections"]))

    def test_every_quote_stands_in_its_report(self):
        checked = []

        def check(found, report, sections):
            for section in sections:
                self.assertIn(section, [name for _, name in report.headings], "no such section")
            missing = [quote for quote in found if not report.holds(quote, sections)]
            self.assertEqual(missing, [], f"not in {', '.join(sections)}")
            checked.extend(found)

        self.each_file(check)
        self.assertGreater(len(checked), 30)

    def test_a_changed_letter_is_found(self):
        def check(found, report, sections):
            for quote in found:
                for place in [i for i, letter in enumerate(quote) if letter.isalnum()]:
                    changed = quote[:place] + ("x" if quote[place] != "x" else "y") + quote[place + 1 :]
                    self.assertFalse(report.holds(changed, sections), changed)

        self.each_file(check)


if __name__ == "__main__":
    unittest.main(verbosity=2)
