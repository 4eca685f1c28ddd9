"""The conversation, computed: what to show at a place, from rows alone."""
