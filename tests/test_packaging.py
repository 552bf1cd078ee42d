"""What the distributions contain and claim."""

import re
from importlib.metadata import metadata
from pathlib import Path

import mock_voiceid

ROOT = Path(__file__).parents[1]
SDK = Path(mock_voiceid.__file__).parent / "sdk"


def pythons(text: str) -> list[str]:
    """Return the versions in the first list of Python versions in a text."""
    found = re.search(r'\[("3\.\d+"(, "3\.\d+")*)\]', text)
    return re.findall(r"3\.\d+", found[1]) if found else []


def test_both_licence_files_are_part_of_the_package() -> None:
    assert metadata("mock-voiceid").get_all("License-File") == ["LICENSE", "NOTICE"]


def test_notice_names_each_file_derived_from_botocore() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")

    assert [file.name for file in SDK.rglob("*.json") if file.name not in notice] == []


def test_notice_lies_beside_the_derived_files() -> None:
    assert "botocore" in (SDK / "NOTICE").read_text(encoding="utf-8")


def test_the_same_pythons_are_claimed_and_tested() -> None:
    classifiers = metadata("mock-voiceid").get_all("Classifier") or []
    claimed = [line.split()[-1] for line in classifiers if re.fullmatch(r".*Python :: 3\.\d+", line)]

    assert pythons((ROOT / "noxfile.py").read_text(encoding="utf-8")) == claimed
    assert pythons((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")) == claimed


def test_project_page_is_named_in_one_place() -> None:
    pages = [line.split(", ")[1] for line in metadata("mock-voiceid").get_all("Project-URL") or []]
    homepage = min(pages, key=len)

    assert all(page.startswith(homepage) for page in pages)
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *(ROOT / "mock_voiceid").rglob("*.py")]
    assert [str(file) for file in texts if homepage in file.read_text(encoding="utf-8")] == []
