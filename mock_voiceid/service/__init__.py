"""The rules of Voice ID. Nothing here knows Moto or HTTP."""
