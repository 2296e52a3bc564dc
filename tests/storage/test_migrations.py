"""The history of the tables: its end is the models, and it can be walked both ways."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from engine.rules.errors import Conflict
from engine.storage.migrations import head, is_current, migrate, require_current, revision_of
from engine.storage.models import Base


def _is_ours(name, kind, parents):
    """Say whether a table is the models'; the queue of several machines has its own."""
    table = name if kind == "table" else parents.get("table_name")
    return not str(table).startswith("procrastinate_")


def test_the_end_of_the_migrations_is_what_the_models_say(database):
    with database.engine.connect() as connection:
        opts = {"compare_server_default": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def test_up_makes_every_table_and_down_leaves_none(empty_database):
    migrate(empty_database)
    assert Base.metadata.tables.keys() < set(inspect(empty_database.engine).get_table_names())
    migrate(empty_database, "base")
    assert inspect(empty_database.engine).get_table_names() == ["alembic_version"]
    migrate(empty_database)
    assert is_current(empty_database)


def test_migrating_twice_changes_nothing(database):
    migrate(database)
    assert revision_of(database) == head()


def test_a_step_down_and_up_again_keeps_the_rows_of_other_tables(database):
    with database.write() as session:
        session.execute(text("insert into lease (name, holder, until) values ('a', 'b', :at)"),
                        {"at": "2026-03-02 00:00:00"})  # fmt: skip
    migrate(database, "0002")
    assert revision_of(database) == "0002"
    migrate(database)
    with database.read() as session:
        assert session.scalar(text("select holder from lease")) == "b"


def test_a_new_database_is_refused_until_it_is_migrated(empty_database):
    with pytest.raises(Conflict, match=r"schema\.missing"):
        require_current(empty_database)
    migrate(empty_database)
    require_current(empty_database)


@pytest.mark.parametrize(("found", "code"), [("0001", "schema.old"), ("9999", "schema.newer")])
def test_a_database_of_another_release_is_refused_by_name(empty_database, found, code):
    migrate(empty_database)
    with empty_database.write() as session:
        session.execute(text("update alembic_version set version_num = :found"), {"found": found})
    with pytest.raises(Conflict) as refused:
        require_current(empty_database)
    assert refused.value.code == code
    assert refused.value.facts == {"found": found, "wanted": head()}


def test_a_migration_that_fails_leaves_no_trace(empty_database):
    with empty_database.engine.begin() as connection:
        connection.exec_driver_sql('create table "process" (id integer)')
    with pytest.raises(Exception, match="process"):
        migrate(empty_database)
    assert inspect(empty_database.engine).get_table_names() == ["process"]
