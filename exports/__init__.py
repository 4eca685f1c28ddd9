"""The papers: reports become tables of meanings, and those become files."""
