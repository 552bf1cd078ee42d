"""The errors of the Voice ID API, to catch and to annotate.

In a test that uses boto3, the client's own exceptions (`client.exceptions.ConflictException`) arrive as they
always do. The classes here are those that Python calls of this package raise, such as `sessions.start`.
"""

from .api.exceptions import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ResourceNotFoundException,
    SerializationException,
    ServiceQuotaExceededException,
    ThrottlingException,
    UnknownOperationException,
    ValidationException,
    VoiceIDError,
)

__all__ = [
    "AccessDeniedException",
    "ConflictException",
    "InternalServerException",
    "ResourceNotFoundException",
    "SerializationException",
    "ServiceQuotaExceededException",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationException",
    "VoiceIDError",
]
