"""The state that a mock changes and must restore, for comparison before and after."""

import asyncio
import copy
import datetime as dt
import os
import time
from typing import Any
from unittest import mock

import boto3
import freezegun.api
import time_machine
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.config import default_user_config
from moto.core.models import MockAWS, botocore_stubber

from mock_voiceid.control import context


def surroundings() -> dict[str, Any]:
    """Return everything that a mock changes while it is active."""
    patch: Any = getattr(mock, "_patch")  # noqa: B009 - it is not in the type stubs
    return {
        "environment": {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"},
        "default session": boto3.DEFAULT_SESSION,
        "Moto's configuration": copy.deepcopy(dict(default_user_config)),
        "Moto's nest count": MockAWS._nested_count,
        "Moto's mocks": MockAWS._mocks_active,
        "Moto's stubber": (botocore_stubber.enabled, BotocoreStubber.process_request),
        "patches": list(patch._active_patches),
        "time": [dt.datetime, dt.date, time.time, time.monotonic, time.sleep, asyncio.sleep],
        "freezes": [*freezegun.api.freeze_factories, *time_machine.traveller_stack],
        "handles": list(context._active),
    }
