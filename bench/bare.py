"""The least that a durable endpoint can do: a Flask view that commits one row with the bare driver."""

from __future__ import annotations

import os
import sqlite3
import threading

import psycopg
from flask import Flask, request
from sqlalchemy.engine import make_url

url = make_url(os.environ["DATABASE_URL"])
app = Flask(__name__)
local = threading.local()
turn = threading.Lock()


def sqlite() -> sqlite3.Connection:
    """This thread's connection, as durable as the portal's."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(url.database or "", isolation_level=None, timeout=10)
        local.connection.execute("PRAGMA journal_mode = WAL")
        local.connection.execute("PRAGMA synchronous = FULL")
    connection: sqlite3.Connection = local.connection
    return connection


def postgresql() -> psycopg.Connection:
    """This thread's connection."""
    if not hasattr(local, "connection"):
        local.connection = psycopg.connect(host=url.query["host"], user=url.username, dbname=url.database)
    connection: psycopg.Connection = local.connection
    return connection


@app.get("/healthz")
def alive() -> str:
    """It lives; and makes its table."""
    statement = "CREATE TABLE IF NOT EXISTS bare (id serial PRIMARY KEY, words text)"
    if url.get_backend_name() == "sqlite":
        sqlite().execute(statement.replace("serial", "integer"))
    else:
        postgresql().execute(statement)
        postgresql().commit()
    return "alive"


@app.post("/bare")
def keep() -> str:
    """Commits one row."""
    words = request.form["errors"]
    if url.get_backend_name() == "sqlite":
        with turn:
            connection = sqlite()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare (words) VALUES (?)", (words,))
            connection.execute("COMMIT")
    else:
        connection = postgresql()
        connection.execute("INSERT INTO bare (words) VALUES (%s)", (words,))
        connection.commit()
    return "kept"
