"""The answer to a query on a database: SQLite, PostgreSQL, MySQL, SQL Server, or what else SQLAlchemy has a driver for.

Nothing is ever written. SQLite is opened for reading and allowed nothing but to select; on PostgreSQL and MySQL the session's
transactions are read only; everywhere the transaction is rolled back at the end. Rows are fetched in chunks, by a cursor of the
server, and kept as columns at once. Types are kept: instants with a zone become UTC, decimals floating numbers, UUIDs, records
and lists texts. A row's number is its place in the answer. No password is ever shown, and none need be given: PostgreSQL reads
PGPASSWORD and .pgpass.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import polars as pl

from svcflow.errors import InputError, LogError, did_you_mean
from svcflow.eventlog.sources.limits import DEFAULTS, Limits, over_limit
from svcflow.eventlog.sources.table import Table, unique_names
from svcflow.eventlog.sources.typed import TypedColumns

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SQLITE = b"SQLite format 3\x00"
_CHUNK = 50_000
_DRIVERS = {"postgresql": "psycopg", "postgres": "psycopg", "mysql": "pymysql", "mariadb": "pymysql", "mssql": "pyodbc"}
_EXTRAS = {"psycopg": "postgresql", "pymysql": "mysql", "pyodbc": "mssql"}
_KINDS = ("sqlite", "postgresql", "mysql", "mariadb", "mssql", "oracle")
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_USER_AND_PASSWORD = re.compile(r"(://[^:/?#@]*:)(.*)(@)")
_SECRETS = re.compile(r"((?:password|passwd|pwd|sslpassword|odbc_connect)=)([^&;]*)", re.IGNORECASE)


def is_database(source: str | Path) -> bool:
    """Whether a source is the URL of a database: `postgresql://…`, `sqlite:///…`, `mysql+pymysql://…`."""
    match = re.match(r"([a-z]\w*)(\+\w+)?://", str(source))
    return match is not None and match[1] in {*_DRIVERS, *_KINDS}


def without_password(text: str) -> str:
    """A URL as it may be shown: `postgresql://me:***@host/db`."""
    return _SECRETS.sub(r"\1***", _USER_AND_PASSWORD.sub(r"\1***\3", text))


def read_database(source: str | Path, query: str | None, place: str, limits: Limits = DEFAULTS) -> Table:
    """The rows that a query gives. Cost: linear; about a microsecond for each value.

    Parameters
    ----------
    source : str or Path
        A URL (`postgresql://user@host/database`, `sqlite:///tickets.db` …) or the path of a SQLite file.
    query : str, optional
        SQL, the name of a table or view, or `@` and the path of a file that holds SQL. Default: the database's only table.

    Raises
    ------
    InputError
        There is no such file or database, its driver is not installed, or it refuses the connection.
    LogError
        The query is refused, gives no rows or too many columns; or there is none and several tables.
    """
    from sqlalchemy.exc import SQLAlchemyError

    place = without_password(place)
    url = str(source) if "://" in str(source) else f"sqlite:///{source}"
    try:
        with _connected(url, place) as connection:
            statement, notes = _statement(connection, query, place)
            if connection.dialect.name == "sqlite":
                _allow_reading_alone(connection)
            return _answer(connection, statement, notes, place, limits)
    except (SQLAlchemyError, sqlite3.Error, OverflowError, ValueError) as error:
        problem = f"the query is refused ({_words(error, url)})."
        raise LogError(problem, place=place, remedy="It must be one that reads: SELECT …, or the name of a table.") from None


@contextmanager
def _connected(url: str, place: str) -> Iterator[Connection]:
    """A connection that can read alone; at the end all is rolled back."""
    from sqlalchemy.exc import SQLAlchemyError

    engine = _engine(url, place)
    try:
        try:
            connection = engine.connect()
        except (SQLAlchemyError, sqlite3.Error, OSError, ValueError) as error:
            raise InputError(
                f"the database cannot be opened ({_words(error, url)}).", place=place, remedy="Check the URL, and that the server runs."
            ) from None
        with connection:
            yield connection
            connection.rollback()
    finally:
        engine.dispose()


def _engine(url: str, place: str) -> Engine:
    from sqlalchemy import create_engine, event, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise InputError("this is no URL of a database.", place=place, remedy="It looks like postgresql://user@host/database.") from None
    kind, _, driver = parsed.drivername.partition("+")
    driver = driver or _DRIVERS.get(kind, "")
    kind = "postgresql" if kind == "postgres" else kind
    options: dict[str, Any] = {"creator": _sqlite(parsed.database, place)} if kind == "sqlite" else {}
    if driver == "psycopg":
        options["connect_args"] = {"options": "-c default_transaction_read_only=on -c timezone=UTC", "connect_timeout": 10}
    try:
        engine = create_engine(parsed.set(drivername=f"{kind}+{driver}" if driver else kind), poolclass=NullPool, **options)
    except NoSuchModuleError:
        raise InputError(f'there is no kind of database "{kind}".', place=place, remedy=did_you_mean(kind, _KINDS)) from None
    except ImportError as error:
        extra = _EXTRAS.get(driver)
        remedy = f"pip install 'svcflow[{extra}]' installs it." if extra else f"pip install {error.name} installs it."
        raise InputError(f'the driver "{error.name}" is not installed.', place=place, remedy=remedy) from None
    if kind in ("mysql", "mariadb"):
        event.listen(engine, "connect", _read_only_session)
    return engine


def _read_only_session(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")


def _sqlite(path: str | None, place: str) -> Callable[[], sqlite3.Connection]:
    if not path or path == ":memory:" or path.startswith("file:"):
        raise InputError("the URL names no file.", place=place, remedy="It looks like sqlite:///tickets.db.")
    if not Path(path).is_file():
        raise InputError(f'there is no file "{path}".', place=place)
    uri = f"file:{quote(str(Path(path).absolute()))}?mode=ro"
    return lambda: sqlite3.connect(uri, uri=True, check_same_thread=False)


def _allow_reading_alone(connection: Connection) -> None:
    """SQLite asks leave for each thing that a statement would do; all but reading is denied."""
    raw: Any = connection.connection.driver_connection
    raw.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY)


def _statement(connection: Connection, query: str | None, place: str) -> tuple[str, tuple[str, ...]]:
    """The SQL to run, and what the analyst should know about it."""
    text = _file(query[1:]) if query is not None and query.startswith("@") else (query or "").strip().rstrip(";")
    if text and re.search(r"[\s(]", text) and text.split(None, 1)[0].upper() in ("SELECT", "WITH", "VALUES", "TABLE", "FROM"):
        return text, ()
    names = _names(connection)
    if text in names:
        return f"SELECT * FROM {names[text]}", ()
    if text and re.search(r"\s", text):
        return text, ()
    if text:
        raise LogError(f'there is no table "{text}".', place=place, remedy=did_you_mean(text, names))
    if len(names) == 1:
        name = next(iter(names))
        return f"SELECT * FROM {names[name]}", (f'Read from "{name}", the only table.',)
    if not names:
        raise LogError("the database has no table.", place=place)
    listed = ", ".join(f'"{name}"' for name in [*names][:20])
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    raise LogError(f"there are several tables: {listed}{more}.", place=place, remedy="--query says which one is the log, or asks by SQL.")


def _file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig").strip().rstrip(";")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(f"the query cannot be read ({reason}).", place=name, remedy="Name a file that holds one SELECT.") from None


def _names(connection: Connection) -> dict[str, str]:
    """Tables and views, each with its name as SQL writes it; on PostgreSQL those of other schemas as `schema.table`."""
    from sqlalchemy import inspect

    inspector, quoted = inspect(connection), connection.dialect.identifier_preparer.quote
    names = {name: quoted(name) for name in (*inspector.get_table_names(), *inspector.get_view_names())}
    if connection.dialect.name == "postgresql":
        for schema in inspector.get_schema_names():
            if schema not in ("information_schema", inspector.default_schema_name):
                tables = (*inspector.get_table_names(schema), *inspector.get_view_names(schema))
                names |= {f"{schema}.{name}": f"{quoted(schema)}.{quoted(name)}" for name in tables}
    return names


def _answer(connection: Connection, statement: str, notes: tuple[str, ...], place: str, limits: Limits) -> Table:
    result = connection.execution_options(stream_results=True, max_row_buffer=_CHUNK, no_parameters=True).exec_driver_sql(statement)
    if not result.returns_rows:
        raise LogError("the query gives no rows.", place=place, remedy="It must be one that reads: SELECT …, or the name of a table.")
    names = unique_names(result.keys())
    if len(names) > limits.columns:
        raise over_limit(limits, "columns", f"the query gives {len(names)} columns", place)
    columns = TypedColumns(len(names))
    for rows in result.partitions(_CHUNK):
        columns.add(zip(*rows, strict=True))
    frame = columns.frame(names)
    if not frame.height:
        raise LogError("the query gives no rows.", place=place, remedy="Does the table hold any, and does a condition leave some?")
    return Table(frame, pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True), notes=notes)


def _words(error: Exception, url: str) -> str:
    """What the database says, in one line, without the password."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())
    match = _USER_AND_PASSWORD.search(url)
    for secret in (match[2], unquote(match[2])) if match and match[2] else ():
        said = said.replace(secret, "***")
    return without_password(said)[:200]
