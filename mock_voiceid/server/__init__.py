"""Voice ID over HTTP, for the AWS CLI and other languages."""
