"""What the documents say is so: examples run as they stand, and the tests that pages name are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
PAGES = ["README.md", *sorted(f"docs/{page.name}" for page in ROOT.glob("docs/*.md"))]


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_of_the_readme_runs_as_it_stands(example: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_example=example)
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:randomly", "-p", "no:asyncio")
    result.assert_outcomes(passed=example.count("\ndef test_"))


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_the_readme_begins_with_the_demonstration_and_the_tests() -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert "mock-voiceid demo" in blocks[0]
    assert "pytest" in blocks[1]


@pytest.mark.parametrize(
    "page", ["README.md", *sorted(f"docs/{page.name}" for page in ROOT.glob("docs/*.md"))]
)
def test_a_page_links_to_what_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_the_tests_that_the_fidelity_page_names_are_there() -> None:
    text = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert named
    assert [f"{file}::{test}" for file, test in named if test not in _tests_in(ROOT / file)] == []


def test_the_guards_that_the_seams_name_are_there() -> None:
    named = [
        guard
        for seam in (ROOT / "mock_voiceid" / "seams").glob("*.py")
        for guard in re.findall(r"(tests/[\w/]+\.py)::(\w+)", seam.read_text(encoding="utf-8"))
    ]
    assert named
    assert [f"{file}::{test}" for file, test in named if test not in _tests_in(ROOT / file)] == []


def _tests_in(file: Path) -> set[str]:
    if not file.exists():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
