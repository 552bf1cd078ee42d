"""Reads inputs, for the tests of validation."""

from mock_voiceid.api.validation import InvalidInput, read


def violations(operation_name: str, document: object) -> list[str]:
    """Return what is wrong with an input, one sentence per constraint; empty if it is valid."""
    try:
        read(operation_name, document)
    except InvalidInput as error:
        return error.violations
    return []
