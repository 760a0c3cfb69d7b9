"""The test register with its five printed columns (requirements W-017), on paper and in files."""

import csv
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = ("用例说明", "测试输入", "预期结果", "实际结果", "备注")
_SEPARATOR = "；"


@dataclass
class Findings:
    """What was read from the pages during one case, and how it compares with what was expected."""

    read: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def note(self, what: str, actual: object) -> None:
        """Record something that was read, without judging it."""
        self.read.append(f"{what}：{_plain(actual)}")

    def equal(self, what: str, actual: object, expected: object) -> None:
        """Record a value that must be exactly the expected one."""
        self._judge(what, actual, expected, passed=actual == expected)

    def contains(self, what: str, actual: str | list[str], expected: str) -> None:
        """Record a text or a list that must contain the expected one."""
        self._judge(what, actual, f"含“{expected}”", passed=expected in actual)

    def true(self, what: str, *, passed: bool) -> None:
        """Record a statement that must hold."""
        self.read.append(f"{what}：{'是' if passed else '否'}")
        if not passed:
            self.faults.append(f"{what}：应为“是”")

    def broke(self, error: Exception) -> None:
        """Record that the case could not be played to its end."""
        lines = str(error).strip().splitlines() or [type(error).__name__]
        waited = [line.strip(" -") for line in lines[1:] if "waiting for" in line][:1]
        self.faults.append(f"未能执行完：{' '.join([lines[0], *waited])}")

    def _judge(self, what: str, actual: object, expected: object, *, passed: bool) -> None:
        self.note(what, actual)
        if not passed:
            self.faults.append(f"{what}：应为{_plain(expected)}，实为{_plain(actual)}")


@dataclass(frozen=True)
class Row:
    """One case played once."""

    case: str
    steps: str
    expected: str
    findings: Findings
    form_type: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Tell whether everything was as expected."""
        return not self.findings.faults

    def cells(self) -> tuple[str, str, str, str, str]:
        """Return the five columns."""
        verdict = "通过" if self.passed else f"不通过：{_SEPARATOR.join(self.findings.faults)}"
        remark = f"{verdict}（{self.form_type}，{self.seconds:.1f} 秒）"
        actual = _SEPARATOR.join(self.findings.read) or "（未读到内容）"
        return self.case, self.steps, self.expected, actual, remark


@dataclass
class Register:
    """All rows of one run."""

    rows: list[Row] = field(default_factory=list)

    @property
    def failed(self) -> list[Row]:
        """The rows that did not pass."""
        return [row for row in self.rows if not row.passed]

    def summary(self) -> str:
        """Say in one line how the run went."""
        total, failed = len(self.rows), len(self.failed)
        return f"共 {total} 条，通过 {total - failed} 条，不通过 {failed} 条"

    def print_table(self, *, width: int = 0) -> None:
        """Print the register as aligned columns; ``width`` cuts long cells, 0 does not."""
        for line in self._table(width):
            print(line)

    def write(self, folder: Path) -> None:
        """Write the register as CSV (for spreadsheets) and as Markdown (for reading)."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "register.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(row.cells() for row in self.rows)
        with (folder / "register.md").open("w", encoding="utf-8") as file:
            file.write(f"# 测试记录\n\n{self.summary()}。\n\n")
            file.write("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|\n")
            for row in self.rows:
                cells = (cell.replace("|", "\\|").replace("\n", " ") for cell in row.cells())
                file.write("| " + " | ".join(cells) + " |\n")

    def _table(self, width: int) -> Iterator[str]:
        rows = [COLUMNS, *(row.cells() for row in self.rows)]
        cut = [[_cut(" ".join(cell.split()), width) for cell in row] for row in rows]
        widths = [max(_width(row[place]) for row in cut) for place in range(len(COLUMNS))]
        for place, row in enumerate(cut):
            yield " | ".join(
                _pad(cell, wide) for cell, wide in zip(row, widths, strict=True)
            ).rstrip()
            if place == 0:
                yield "-+-".join("-" * wide for wide in widths)


@contextmanager
def recorded(findings: Findings) -> Iterator[None]:
    """Turn whatever stops a case into a finding, so that the run goes on."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a broken case is a row of the register, not a crash
        findings.broke(error)


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value)) or "（无）"
    return " ".join(str(value).split()) or "（空）"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _cut(text: str, width: int) -> str:
    if not width or _width(text) <= width:
        return text
    kept = ""
    for each in text:
        if _width(kept + each) > width - 1:
            break
        kept += each
    return kept + "…"
