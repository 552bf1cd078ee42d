"""For tests with real clients and a browser: no way to a real account."""

from tests.conftest import _no_way_to_a_real_account

__all__ = ["_no_way_to_a_real_account"]
