"""The process: command line, settings, intake, transport, painter, courier, ticks."""
