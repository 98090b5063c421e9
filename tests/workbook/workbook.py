"""Workbooks as the program writes them and as LibreOffice computes them, read and edited by their XML."""

import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Every formula is computed anew when a file is opened, whatever values it holds.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def column_of(name):
    """"B12" → "B"."""
    return re.match("[A-Z]+", name).group()


class Cell:
    def __init__(self, value, formula, text):
        self.value, self.formula, self.text = value, formula, text


class Sheet:
    """Cells by name, and the columns by the header's words."""

    def __init__(self, xml, strings):
        self.cells = {}
        for cell in ElementTree.fromstring(xml).iter(MAIN + "c"):
            value, formula = cell.findtext(MAIN + "v"), cell.findtext(MAIN + "f")
            kind = cell.get("t", "n")
            if kind == "s":
                self.cells[cell.get("r")] = Cell(None, None, strings[int(value)])
            elif kind == "n" and value is not None:
                self.cells[cell.get("r")] = Cell(float(value), formula, None)
            elif value is not None:
                self.cells[cell.get("r")] = Cell(None, formula, value)
        self.columns = {cell.text: column_of(name) for name, cell in self.cells.items()
                        if name == column_of(name) + "1" and cell.text}

    def row(self, first):
        return next(int(name[1:]) for name, cell in self.cells.items() if name[0] == "A" and name[1:].isdigit()
                    and cell.text == first)

    def name(self, header, first):
        return f"{self.columns[header]}{self.row(first)}"

    def value(self, header, first):
        cell = self.cells.get(self.name(header, first))
        return cell and cell.value

    def formulas(self):
        return {name: cell for name, cell in self.cells.items() if cell.formula}

    def words(self):
        return [cell.text for cell in self.cells.values() if cell.text]


def parts_of(book):
    """Name of a sheet → its part of the file, in the book's order."""
    relations = {one.get("Id"): one.get("Target") for one in
                 ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
    return {sheet.get("name"): "xl/" + relations[sheet.get(RELATION)].removeprefix("/xl/") for sheet in
            ElementTree.fromstring(book.read("xl/workbook.xml")).iter(MAIN + "sheet")}


def read(path):
    """Name → Sheet."""
    with zipfile.ZipFile(path) as book:
        strings = ["".join(part.text or "" for part in one.iter(MAIN + "t")) for one in
                   ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        return {name: Sheet(book.read(part), strings) for name, part in parts_of(book).items()}


def edited(path, target, edit):
    """A copy in which `edit` has changed the XML of every sheet, given its name."""
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(target, "w") as copy:
        names = {part: name for name, part in parts_of(book).items()}
        for part in book.namelist():
            data = book.read(part)
            copy.writestr(part, edit(names[part], data.decode()).encode() if part in names else data)
    return target


def with_value(path, target, sheet, cell, value):
    """A copy in which one cell that is no formula has another figure."""
    def edit(name, xml):
        if name != sheet:
            return xml
        xml, changed = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*', rf"\g<1>{value!r}", xml)
        assert changed == 1, f"{sheet}!{cell}"
        return xml
    return edited(path, target, edit)


def with_wrong_values(path, target):
    """A copy in which every formula claims to give −1."""
    return edited(path, target, lambda _, xml: re.sub(r"(</f><v>)[^<]*", r"\g<1>-1", xml))


class LibreOffice:
    """With a profile of its own in `folder`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        settings = self.folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(ALWAYS, encoding="utf-8")

    def convert(self, paths, ending="xlsx"):
        """What becomes of the files, in a folder beside them and in their order."""
        out = self.folder / f"computed-{ending}"
        subprocess.run(["soffice", f"-env:UserInstallation={(self.folder / 'profile').as_uri()}", "--headless",
                        "--convert-to", ending, "--outdir", out, *paths], check=True, capture_output=True, timeout=1200)
        return [out / Path(path).with_suffix("." + ending).name for path in paths]
