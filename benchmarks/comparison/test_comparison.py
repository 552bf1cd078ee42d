"""docs/comparison.md shows the results of the checks."""

import pytest

from .tables import ROOT, what_happens


def test_page_shows_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")

    page = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")

    assert what_happens().markdown() in page
