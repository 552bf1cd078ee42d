"""The page about events shows real ones (N1)."""

import json
import re
from typing import Any

from tests.service.events.examples import BLOCK, PAGE, examples

TYPES = [
    "VoiceId Batch Fraudster Registration Action",
    "VoiceId Batch Speaker Enrollment Action",
    "VoiceId Evaluate Session Action",
    "VoiceId Fraudster Action",
    "VoiceId Session Speaker Enrollment Action",
    "VoiceId Speaker Action",
    "VoiceId Start Session Action",
    "VoiceId Update Session Action",
]


def without_ids(event: Any) -> Any:
    """Ids depend on how often Moto draws, which differs between its versions."""
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uuid", json.dumps(event))
    return json.loads(re.sub(r"\b[A-Za-z0-9]{22}\b", "id", text))


def test_page_shows_one_real_event_of_each_type() -> None:
    """N1: to write them anew, run `python -m tests.service.events.examples`."""
    shown = [json.loads(block) for block in BLOCK.findall(PAGE.read_text(encoding="utf-8"))]
    assert [event["detail-type"] for event in shown] == TYPES
    for event, real in zip(shown, examples(), strict=True):
        assert without_ids(event) == without_ids(real)
