"""The API's own description: its operations, shapes, constraints, errors, paginators and endpoint rules.

The JSON files are botocore's for `voice-id/2021-09-27` without their documentation.
"""
