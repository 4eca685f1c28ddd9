"""The acts: use cases, each inside exactly one transaction; the only callers of storage."""
