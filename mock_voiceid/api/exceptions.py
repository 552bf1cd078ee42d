"""The errors of the API, each with the members that the service model gives it."""

from typing import Any, ClassVar


class VoiceIDError(Exception):
    """An error that a client of Voice ID sees."""

    status: ClassVar[int] = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        """The error's name in the API."""
        return type(self).__name__

    def members(self) -> dict[str, Any]:
        """Return the members that travel beside `__type`, named as in the API."""
        return {"Message": self.message}


class ValidationException(VoiceIDError):
    """The input breaks a constraint of the API."""


class AccessDeniedException(VoiceIDError):
    """The caller, or Voice ID on its behalf, may not use something."""


class ServiceQuotaExceededException(VoiceIDError):
    """The request would go beyond a quota."""


class ThrottlingException(VoiceIDError):
    """There were too many requests at the time."""


class ResourceNotFoundException(VoiceIDError):
    """Something that the request names is not there.

    Args:
        resource_type: one of the model's resource types, such as `DOMAIN`.
        message: what was asked for, and where.
    """

    def __init__(self, resource_type: str, message: str) -> None:
        super().__init__(message)
        self.resource_type = resource_type

    def members(self) -> dict[str, Any]:  # noqa: D102 - see the base class
        return {**super().members(), "ResourceType": self.resource_type}


class ConflictException(VoiceIDError):
    """The state of something does not allow the request.

    Args:
        conflict_type: one of the model's conflict types, such as `DOMAIN_NOT_ACTIVE`.
        message: what stands in the way.
    """

    def __init__(self, conflict_type: str, message: str) -> None:
        super().__init__(message)
        self.conflict_type = conflict_type

    def members(self) -> dict[str, Any]:  # noqa: D102 - see the base class
        return {**super().members(), "ConflictType": self.conflict_type}


class SerializationException(VoiceIDError):
    """The body of the request is no JSON object (V7)."""


class UnknownOperationException(VoiceIDError):
    """The target of the request is no operation of Voice ID (V7)."""


class InternalServerException(VoiceIDError):
    """Something went wrong in the service itself."""

    status = 500
