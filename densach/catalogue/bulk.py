"""Writing many rows at once, faster than `bulk_create`: the statement is compiled once, not the values of every row into it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models
from django.db.models.sql.subqueries import InsertQuery


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table in the running transaction. They get no key; no signal is sent. Raises IntegrityError."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    query = InsertQuery(model)
    query.insert_values(fields, [rows[0]])
    [(statement, _values)] = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows],
        )
