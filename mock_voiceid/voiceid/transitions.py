"""Moto's state manager: how the statuses of a model follow one another."""

from typing import Any

from ..service.transitions import BY_TIMING, MODELS


def install() -> None:
    """Make the models known to Moto, which then lets users set their transitions.

    Guarded by tests/voiceid/test_transitions.py::test_moto_knows_the_models.
    """
    # Not imported above: Moto imports this module.
    from moto.moto_api import state_manager

    for model in MODELS:
        state_manager.register_default_transition(model, dict(BY_TIMING))


def transition_of(model: str) -> dict[str, Any]:
    """Return the transition that is set for a model."""
    from moto.moto_api import state_manager

    return dict(state_manager.get_transition(model))
