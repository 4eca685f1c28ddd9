"""Alembic revisions in plain SQL: forward only, safe while the previous release still runs."""
