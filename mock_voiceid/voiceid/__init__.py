"""Voice ID itself: Moto's four files (models, responses, urls, exceptions) and a module a resource."""
