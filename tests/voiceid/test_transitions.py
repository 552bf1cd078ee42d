"""Moto's state manager and the models of Voice ID."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from moto import mock_aws
from moto.moto_api import state_manager

from mock_voiceid.service.transitions import MODELS
from mock_voiceid.voiceid import transitions
from mock_voiceid.voiceid.transitions import transition_of

JOB = "voiceid::speaker-enrollment-job"


@pytest.fixture(autouse=True)
def _no_transition_is_left() -> Iterator[None]:
    yield
    for model in MODELS:
        state_manager.unset_transition(model)


def test_moto_knows_the_models() -> None:
    assert {JOB, "voiceid::fraudster-registration-job"} <= set(MODELS)
    assert set(MODELS) <= set(state_manager.get_registered_models())


@pytest.mark.parametrize("model", MODELS)
def test_models_go_by_the_mocks_timing_unless_told_otherwise(model: str) -> None:
    assert transition_of(model) == {"progression": "timing"}


@pytest.mark.parametrize(
    "transition",
    [
        {"progression": "immediate"},
        {"progression": "manual", "times": 3},
        {"progression": "time", "seconds": 7},
    ],
)
def test_a_transition_set_in_moto_is_the_one_that_counts(transition: dict[str, Any]) -> None:
    state_manager.set_transition(model_name=JOB, transition=transition)
    assert transition_of(JOB) == transition
    assert transition_of("voiceid::fraudster-registration-job") == {"progression": "timing"}
    state_manager.unset_transition(JOB)
    assert transition_of(JOB) == {"progression": "timing"}


def test_a_transition_may_be_set_through_motos_own_api() -> None:
    with mock_aws():
        requests.post(
            "http://motoapi.amazonaws.com/moto-api/state-manager/set-transition",
            json={"model_name": JOB, "transition": {"progression": "manual", "times": 2}},
            timeout=5,
        ).raise_for_status()
    assert transition_of(JOB) == {"progression": "manual", "times": 2}


def test_what_is_returned_is_a_copy() -> None:
    transition_of(JOB)["progression"] = "immediate"
    assert transitions.transition_of(JOB) == {"progression": "timing"}
