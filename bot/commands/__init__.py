"""The command line's parts, one module a matter; `bot.cli` puts them together."""
