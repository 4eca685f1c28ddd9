"""Brings the books to the present schema; running it twice changes nothing."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.faults import fault_point


def migrate(file: Path) -> None:
    """Make or upgrade the SQLite file; a kill in between leaves the old schema whole."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def by_hand(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver would commit before each CREATE; our own BEGIN keeps a migration whole.
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        fault_point("during-migration")
    engine.dispose()
