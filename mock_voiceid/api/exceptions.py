"""The errors of the API, with the members that the service model defines."""

from typing import Any, ClassVar


class VoiceIDError(Exception):
    """An error that a client of Voice ID sees."""

    status: ClassVar[int] = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        """The name of the error in the API."""
        return type(self).__name__

    def members(self) -> dict[str, Any]:
        """Return the members of the error document besides `__type`, by their names in the API."""
        return {"Message": self.message}


class ValidationException(VoiceIDError):
    """The input violates a constraint of the API."""


class AccessDeniedException(VoiceIDError):
    """The caller, or Voice ID on its behalf, is not allowed to use something."""


class ServiceQuotaExceededException(VoiceIDError):
    """The request would exceed a quota."""


class ThrottlingException(VoiceIDError):
    """There were too many requests."""


class ResourceNotFoundException(VoiceIDError):
    """The request names a resource that does not exist.

    Args:
        resource_type: a resource type of the model, such as `DOMAIN`.
        message: what was requested, and where.
    """

    def __init__(self, resource_type: str, message: str) -> None:
        super().__init__(message)
        self.resource_type = resource_type

    def members(self) -> dict[str, Any]:  # noqa: D102 - see the base class
        return {**super().members(), "ResourceType": self.resource_type}


class ConflictException(VoiceIDError):
    """The state of a resource does not allow the request.

    Args:
        conflict_type: a conflict type of the model, such as `DOMAIN_NOT_ACTIVE`.
        message: the reason.
    """

    def __init__(self, conflict_type: str, message: str) -> None:
        super().__init__(message)
        self.conflict_type = conflict_type

    def members(self) -> dict[str, Any]:  # noqa: D102 - see the base class
        return {**super().members(), "ConflictType": self.conflict_type}


class SerializationException(VoiceIDError):
    """The body of the request is not a JSON object (V7)."""


class UnknownOperationException(VoiceIDError):
    """The target of the request is not an operation of Voice ID (V7)."""


class InternalServerException(VoiceIDError):
    """The service itself failed."""

    status = 500
