"""The models that Moto's state manager knows of Voice ID, and the transition that follows the timing."""

ENROLLMENT_JOB = "voiceid::speaker-enrollment-job"
REGISTRATION_JOB = "voiceid::fraudster-registration-job"
DOMAIN_ENCRYPTION = "voiceid::domain-encryption"

MODELS = (ENROLLMENT_JOB, REGISTRATION_JOB, DOMAIN_ENCRYPTION)

BY_TIMING = {"progression": "timing"}
"""The transition that follows the mock's own timing."""
