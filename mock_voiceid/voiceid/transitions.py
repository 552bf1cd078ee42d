"""Moto's state manager: how the statuses of a model follow one another."""

from typing import Any

from moto.moto_api import state_manager

from ..service.jobs.pace import BY_TIMING, DOMAIN_ENCRYPTION, ENROLLMENT_JOB, REGISTRATION_JOB

MODELS = (ENROLLMENT_JOB, REGISTRATION_JOB, DOMAIN_ENCRYPTION)

# Guarded by tests/voiceid/test_transitions.py::test_moto_knows_the_models.
for _model in MODELS:
    state_manager.register_default_transition(_model, dict(BY_TIMING))


def transition_of(model: str) -> dict[str, Any]:
    """Return the transition that is set for a model."""
    return dict(state_manager.get_transition(model))
