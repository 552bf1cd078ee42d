"""Options given in full, so that a changed default fails only the tests about that default."""

from typing import Any

import pytest

DAY = 86_400

TIMING = {
    "queue": 5,
    "per_request": 1,
    "reencryption": 60,
    "domain_deletion": 30 * DAY,
    "speaker_expiry": 3 * 365 * DAY,
    "streaming": 0,
}

QUOTAS = {
    "domains": 3,
    "active_jobs": 1,
    "speakers": 100_000,
    "speakers_per_job": 10_000,
    "fraudsters_per_job": 500,
    "watchlists": 3,
    "fraudsters_per_watchlist": 500,
    "sessions": 50,
}

SESSION: dict[str, Any] = {"acceptance_threshold": 90, "risk_threshold": 50, "minimum_speech_seconds": 10}

FIXED_OPTIONS = pytest.mark.voiceid(start="2026-01-05T09:00:00Z", timing=TIMING, quotas=QUOTAS)
"""A mock whose clock is frozen on a Monday at nine, with no default time or quota."""
