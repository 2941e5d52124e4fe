"""Databases: SQLite, and PostgreSQL really running; queries that read, and what they may not do."""

import datetime as dt
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from svcflow.errors import InputError, LogError
from svcflow.eventlog.sources.database import is_database, read_database, without_password
from svcflow.eventlog.sources.limits import Limits

NOON = dt.datetime.fromisoformat("2024-03-01T12:30:05.250000")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "desk of 100%.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE tickets (id INTEGER, status TEXT, hours REAL, at TEXT, note)")
        rows = [(1, "New", 0.5, "2024-03-01 12:00:00", None), (1, "Closed", 2.0, "2024-03-01 13:00:00", 7), (2, "New", None, "x", "y")]
        connection.executemany("INSERT INTO tickets VALUES (?, ?, ?, ?, ?)", rows)
    return path


def rows_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM tickets").fetchone()[0])


def test_the_only_table_of_a_sqlite_file(desk: Path) -> None:
    table = read_database(desk, None, str(desk))
    assert table.frame.schema == pl.Schema({"id": pl.Int64, "status": pl.String, "hours": pl.Float64, "at": pl.String, "note": pl.String})
    assert table.frame.rows()[1] == (1, "Closed", 2.0, "2024-03-01 13:00:00", "7")
    assert table.frame.get_column("hours").to_list() == [0.5, 2.0, None]
    assert table.lines.to_list() == [1, 2, 3]
    assert any('"tickets"' in note for note in table.notes)


def test_a_query_a_name_a_file_and_a_url(desk: Path, tmp_path: Path) -> None:
    asked = read_database(f"sqlite:///{desk}", "SELECT id, id, '50% :x' AS t FROM tickets WHERE status = 'New';", "p").frame
    assert asked.columns == ["id", "id (2)", "t"]
    assert asked.rows() == [(1, 1, "50% :x"), (2, 2, "50% :x")]
    assert read_database(desk, "tickets", "p").frame.height == 3
    (tmp_path / "q.sql").write_text("-- the closed ones\nSELECT id\nFROM tickets WHERE status = 'Closed';\n", encoding="utf-8")
    assert read_database(desk, f"@{tmp_path / 'q.sql'}", "p").frame.rows() == [(1,)]
    with pytest.raises(InputError, match="cannot be read"):
        read_database(desk, f"@{tmp_path / 'none.sql'}", "p")


def test_several_tables_are_named(desk: Path) -> None:
    with closing(sqlite3.connect(desk)) as connection, connection:
        connection.execute('CREATE TABLE "my people" (name)')
        connection.execute("INSERT INTO \"my people\" VALUES ('Ann')")
    with pytest.raises(LogError, match=r'several tables: "my people", "tickets".*--query'):
        read_database(desk, None, "p")
    assert read_database(desk, "my people", "p").frame.rows() == [("Ann",)]
    with pytest.raises(LogError, match=r'no table "ticket".*"tickets"'):
        read_database(desk, "ticket", "p")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tickets",
        "DELETE FROM tickets RETURNING id",
        "DROP TABLE tickets",
        "INSERT INTO tickets SELECT * FROM tickets",
        "UPDATE tickets SET id = 9",
        "PRAGMA writable_schema = 1",
        "SELECT 1; DELETE FROM tickets",
        "WITH a AS (SELECT 1) DELETE FROM tickets",
    ],
)
def test_a_statement_that_writes_changes_nothing(desk: Path, statement: str) -> None:
    before = desk.read_bytes()
    with pytest.raises(LogError, match="refused"):
        read_database(desk, statement, "p")
    assert desk.read_bytes() == before
    assert rows_of(desk) == 3


def test_no_other_file_is_written_or_opened(desk: Path, tmp_path: Path) -> None:
    for statement in (f"VACUUM INTO '{tmp_path / 'copy.db'}'", f"ATTACH DATABASE '{tmp_path / 'new.db'}' AS other"):
        with pytest.raises(LogError, match="refused"):
            read_database(desk, statement, "p")
    assert [path.name for path in tmp_path.iterdir()] == [desk.name]


def test_no_rows_too_many_columns_and_broken_sql(desk: Path) -> None:
    with pytest.raises(LogError, match="gives no rows"):
        read_database(desk, "SELECT * FROM tickets WHERE id = 99", "p")
    with pytest.raises(LogError, match="5 columns: the limit columns is 4"):
        read_database(desk, "tickets", "p", Limits(columns=4))
    with pytest.raises(LogError, match="syntax error"):
        read_database(desk, "SELECT FROM WHERE", "p")


def test_files_that_are_no_database(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_database("sqlite:///" + str(tmp_path / "none.db"), None, "p")
    with pytest.raises(InputError, match="names no file"):
        read_database("sqlite://", None, "p")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\x00" + b"\x07" * 4000)
    with pytest.raises((InputError, LogError), match=r"not a database|malformed"):
        read_database(broken, None, "p")


def test_many_rows_come_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    count = 120_000
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE log (id, mixed)")
        connection.executemany("INSERT INTO log VALUES (?, ?)", ((number, 1.5 if number < count - 1 else "end") for number in range(count)))
    frame = read_database(path, None, "p").frame
    assert frame.get_column("id").to_list() == list(range(count))
    assert frame.get_column("mixed").value_counts(sort=True).rows() == [("1.5", count - 1), ("end", 1)]


def test_kinds_and_drivers_that_are_not_there() -> None:
    assert is_database("postgresql://me@here/desk")
    assert is_database("mysql+pymysql://me@here/desk")
    assert not is_database("https://here/desk.csv")
    assert not is_database("C:/desk.csv")
    with pytest.raises(InputError, match=r'no kind of database "postgrsql".*"postgresql"'):
        read_database("postgrsql://me@here/desk", None, "p")
    with pytest.raises(InputError, match=r'the driver "oracledb" is not installed.*pip install oracledb'):
        read_database("oracle://me@here/desk", None, "p")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:se/cr@et@here/desk", "postgresql://me:***@here/desk"),
        ("postgresql://me@here/desk", "postgresql://me@here/desk"),
        ("postgresql://here/desk?user=me&password=secret&sslmode=prefer", "postgresql://here/desk?user=me&password=***&sslmode=prefer"),
        ("mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BPWD%3Dsecret", "mssql+pyodbc:///?odbc_connect=***"),
    ],
)
def test_passwords_are_not_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_server_that_does_not_answer_and_its_password() -> None:
    pytest.importorskip("psycopg")
    url = f"postgresql://me:s%40cret@127.0.0.1:{free_port()}/desk"
    with pytest.raises(InputError, match="cannot be opened") as caught:
        read_database(url, None, url)
    for hidden in ("s%40cret", "s@cret"):
        assert hidden not in str(caught.value)
    assert "me:***@127.0.0.1" in str(caught.value)


# ------------------------------------------------------------------------------------------------------------ PostgreSQL


@dataclass(frozen=True)
class Server:
    url: str
    """as the owner, with a password"""
    psql: list[str]

    def run(self, sql: str) -> str:
        return subprocess.run([*self.psql, "-c", sql], check=True, capture_output=True, text=True).stdout


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL does not run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own on a free port of this machine, stopped at the end."""
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])) if os.name == "posix" else []
    if not found:
        pytest.skip("PostgreSQL is not installed")
    binaries, folder = found[-1].parent, tmp_path_factory.mktemp("postgresql")
    if os.geteuid() == 0:
        for parent in (folder, *folder.parents):
            if parent != Path("/") and not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
        shutil.chown(folder, "postgres", "postgres")
    port, password, data = free_port(), folder / "password", folder / "data"
    password.write_text("s@cret/1\n", encoding="utf-8")
    password.chmod(0o644)
    initdb = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "me",
        "-A",
        "scram-sha-256",
        f"--pwfile={password}",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    subprocess.run(as_postgres(initdb), check=True, capture_output=True, cwd=folder)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    subprocess.run(
        as_postgres([*control, "-l", str(folder / "server.log"), "-o", options, "start"]), check=True, cwd=folder, stdout=subprocess.DEVNULL
    )
    process = int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    try:
        psql = [
            "env",
            "PGPASSWORD=s@cret/1",
            str(binaries / "psql"),
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-U",
            "me",
            "-d",
            "postgres",
            "-At",
        ]
        yield Server(f"postgresql://me:s%40cret%2F1@127.0.0.1:{port}/postgres", psql)
    finally:
        os.kill(process, signal.SIGQUIT)
        for _ in range(100):
            if not (data / "postmaster.pid").exists():
                break
            time.sleep(0.1)


@pytest.fixture
def desk_url(server: Server) -> Iterator[str]:
    server.run("CREATE SCHEMA other; CREATE TABLE tickets (id int, status text); CREATE TABLE other.people (name text)")
    server.run("INSERT INTO tickets VALUES (1, 'New'), (1, 'Closed'), (2, 'New'); INSERT INTO other.people VALUES ('Ann')")
    server.run("CREATE VIEW closed AS SELECT * FROM tickets WHERE status = 'Closed'")
    try:
        yield server.url
    finally:
        server.run("DROP SCHEMA other CASCADE; DROP TABLE tickets CASCADE")


TYPES = """
    SELECT timestamptz '2024-03-01 12:30:05.25+05:30' AS zoned, timestamp '2024-03-01 12:30:05.25' AS naive, date '2024-03-01' AS day,
    1.50::numeric AS price, 7::bigint AS count, true AS open, 'a'::text AS name, '{"b": [1, null]}'::jsonb AS more, ARRAY[1, 2] AS list,
    '12345678-1234-5678-1234-567812345678'::uuid AS key, interval '30 hours' AS lasted, time '08:30' AS clock, NULL AS nothing,
    9007199254740993::bigint AS long
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
"""


def test_the_types_of_postgresql(server: Server) -> None:
    frame = read_database(server.url, TYPES, "p").frame
    first = dict(zip(frame.columns, frame.row(0), strict=True))
    assert frame.schema["zoned"] == pl.Datetime("us", "UTC")
    assert frame.schema["naive"] == pl.Datetime("us")
    assert frame.schema["long"] == pl.Int64
    assert first == {
        "zoned": (NOON - dt.timedelta(hours=5, minutes=30)).replace(tzinfo=dt.UTC),
        "naive": NOON,
        "day": NOON.date(),
        "price": 1.5,
        "count": 7,
        "open": True,
        "name": "a",
        "more": '{"b": [1, null]}',
        "list": "[1, 2]",
        "key": str(uuid.UUID("12345678-1234-5678-1234-567812345678")),
        "lasted": "30:00:00",
        "clock": "08:30:00",
        "nothing": None,
        "long": 9007199254740993,
    }
    assert set(frame.row(1)) == {None}


def test_tables_views_and_schemas_of_postgresql(desk_url: str) -> None:
    assert read_database(desk_url, "tickets", "p").frame.height == 3
    assert read_database(desk_url, "closed", "p").frame.rows() == [(1, "Closed")]
    assert read_database(desk_url.replace("postgresql:", "postgres:"), "other.people", "p").frame.rows() == [("Ann",)]
    with pytest.raises(LogError, match=r'"tickets", "closed", "other.people"'):
        read_database(desk_url, None, "p")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tickets",
        "DELETE FROM tickets RETURNING id",
        "WITH gone AS (DELETE FROM tickets RETURNING id) SELECT * FROM gone",
        "DROP TABLE tickets CASCADE",
        "SELECT 1; COMMIT; DELETE FROM tickets",
        "SELECT setval('numbers', 9)",
    ],
)
def test_a_statement_that_writes_changes_nothing_on_postgresql(desk_url: str, server: Server, statement: str) -> None:
    server.run("CREATE SEQUENCE IF NOT EXISTS numbers")
    before = server.run("SELECT * FROM tickets; SELECT last_value FROM numbers")
    with pytest.raises(LogError, match="refused"):
        read_database(desk_url, statement, "p")
    assert server.run("SELECT * FROM tickets; SELECT last_value FROM numbers") == before


def test_what_a_reading_statement_does_besides_is_rolled_back(server: Server) -> None:
    """Versions before 16 let a transaction that only reads make large objects."""
    with suppress(LogError):
        read_database(server.url, "SELECT lo_create(0) AS id", "p")
    assert server.run("SELECT count(*) FROM pg_largeobject_metadata").strip() == "0"


def test_a_long_answer_of_postgresql(server: Server) -> None:
    count = 130_000
    frame = read_database(server.url, f"SELECT n, 'T' || n / 5 AS id, 100 % 7 AS rest FROM generate_series(1, {count}) AS n", "p").frame
    assert frame.height == count
    assert frame.row(-1) == (count, f"T{count // 5}", 2)


def test_a_wrong_password_is_refused_without_showing_it(server: Server) -> None:
    url = server.url.replace("s%40cret%2F1", "wr%40ng")
    with pytest.raises(InputError, match=r"cannot be opened.*authentication failed") as caught:
        read_database(url, "SELECT 1 AS a", url)
    assert "wr%40ng" not in str(caught.value)
    assert "wr@ng" not in str(caught.value)


def test_the_password_may_come_from_the_environment(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "s@cret/1")
    assert read_database(server.url.replace(":s%40cret%2F1", ""), "SELECT 1 AS a", "p").frame.rows() == [(1,)]
