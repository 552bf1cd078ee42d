"""The page of the comparison tells what is seen when all alternatives are asked."""

import pytest

from .tables import ROOT, what_happens


def test_the_page_tells_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")

    page = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")

    assert what_happens().markdown() in page
