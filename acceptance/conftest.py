"""For tests with real clients and a browser: no access to a real account."""

from tests.conftest import _no_real_account

__all__ = ["_no_real_account"]
