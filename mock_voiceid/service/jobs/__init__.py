"""Batch jobs: what they read from S3, what they do with it, and what they write back."""
