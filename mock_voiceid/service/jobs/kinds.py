"""The kinds of batch job that there are."""

from .enrollment import Enrollment
from .kind import JobKind
from .registration import Registration

KINDS: tuple[type[JobKind], ...] = (Enrollment, Registration)
