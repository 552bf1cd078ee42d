"""Hypothesis' health check of function-scoped fixtures, for the mock that a marker begins."""

import sys
from typing import Any


def is_checked(function: object) -> bool:
    """Return whether a function is a test of Hypothesis that has not suppressed the check.

    Guarded by tests/test_pytest_plugin.py::test_hypothesis_checks_the_marker_as_it_checks_fixtures.
    """
    # Without Hypothesis there are no such tests.
    hypothesis: Any = sys.modules.get("hypothesis")
    if hypothesis is None or not getattr(function, "is_hypothesis_test", False):
        return False
    settings = getattr(function, "_hypothesis_internal_use_settings", hypothesis.settings.default)
    return hypothesis.HealthCheck.function_scoped_fixture not in settings.suppress_health_check


def failed(message: str) -> Exception:
    """Return the exception with which a test fails Hypothesis' check."""
    from hypothesis.errors import FailedHealthCheck

    return FailedHealthCheck(message)
