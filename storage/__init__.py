"""The books: SQL and its mapping to dataclasses; never decides, never commits."""
