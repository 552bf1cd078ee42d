"""What the documents say is so: examples run as they stand, and the tests that pages name are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *sorted(page.relative_to(ROOT).as_posix() for page in ROOT.glob("docs/**/*.md")),
]
EXAMPLES = [
    pytest.param(example, id=f"{page}-{number}")
    for page in PAGES
    for number, example in enumerate(
        re.findall(
            r"^```python\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
    )
]
BEHAVIOURS = dict(
    re.findall(
        r"^\| ([A-Z]\d+) \|(.*)$", (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8"), re.MULTILINE
    )
)
LEAST_OF_A_KIND = {
    "V": 7,
    "D": 13,
    "T": 2,
    "W": 9,
    "S": 6,
    "J": 18,
    "X": 2,
    "E": 8,
    "L": 2,
    "I": 1,
    "N": 6,
    "A": 3,
}
"""How many behaviours of each kind there are at least."""
ONE_ID = rf"\b[{''.join(sorted({name[0] for name in BEHAVIOURS}))}]\d{{1,2}}\b"
LEADING_IDS = re.compile(rf"({ONE_ID}('s)?(, | and | to )?)*")


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs_as_it_stands(example: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_example=example)
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:randomly", "-p", "no:asyncio")
    result.assert_outcomes(passed=example.count("\ndef test_"))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7


def test_the_readme_begins_with_the_demonstration_and_the_tests() -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert "mock-voiceid demo" in blocks[0]
    assert "pytest" in blocks[1]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_to_what_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_every_decision_is_in_the_list() -> None:
    decisions = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\(([^)]+)\)", (decisions / "README.md").read_text(encoding="utf-8"))

    assert sorted(listed) == sorted(page.name for page in decisions.glob("*.md") if page.name != "README.md")


def test_every_behaviour_is_on_the_fidelity_page() -> None:
    numbers: dict[str, list[int]] = {}
    for row in BEHAVIOURS:
        numbers.setdefault(row[0], []).append(int(row[1:]))
    for kind, least in LEAST_OF_A_KIND.items():
        assert numbers[kind] == list(range(1, len(numbers[kind]) + 1))
        assert len(numbers[kind]) >= least


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_a_behaviour_is_proved_by_tests_that_say_so(behaviour: str) -> None:
    """Each test is there, and its docstring names the behaviour."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", BEHAVIOURS[behaviour])
    assert named
    for file, test in named:
        assert behaviour in _ids_in(_tests_in(ROOT / file)[test]), f"{file}::{test}"


def test_what_a_test_proves_is_on_the_fidelity_page() -> None:
    proved = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for docstring in _tests_in(file).values()
        for name in _ids_in(docstring)
    }
    assert proved - set(BEHAVIOURS) == set()


def test_the_guards_that_modules_name_are_there() -> None:
    named = [
        guard
        for module in (ROOT / "mock_voiceid").rglob("*.py")
        for guard in re.findall(r"(tests/[\w/]+\.py)::(\w+)", module.read_text(encoding="utf-8"))
    ]
    assert named
    assert [f"{file}::{test}" for file, test in named if test not in _tests_in(ROOT / file)] == []


def _tests_in(file: Path) -> dict[str, str]:
    """Return the docstrings of a file's tests by their names."""
    if not file.exists():
        return {}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _ids_in(docstring: str) -> set[str]:
    """Return the behaviours that a docstring names: at its beginning, or in brackets.

    Ranges such as `J3 to J5` are written out.
    """
    named = " ".join(
        [
            LEADING_IDS.match(docstring)[0],  # type: ignore[index]
            *re.findall(r"\(.*?\)", docstring),
        ]
    )
    found = set(re.findall(ONE_ID, named))
    for kind, first, last in re.findall(r"\b([A-Z])(\d{1,2}) to \1(\d{1,2})\b", named):
        found |= {f"{kind}{number}" for number in range(int(first), int(last) + 1)}
    return found
