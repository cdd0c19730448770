#!/usr/bin/env python3
"""Notes: a small web application that is VULNERABLE ON PURPOSE.

It is the thing that Rampart protects in `rampart demo`: form posts without a token, a search built by string
concatenation, output without escaping, passwords in plain text, no security headers. README.md beside this file
lists every hole. It listens on loopback or on a Unix socket only; never let it listen anywhere else.

usage: app.py --port N | --unix PATH
"""

import argparse
import json
import os
import secrets
import signal
import socket
import socketserver
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SEED = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, password TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, author TEXT, title TEXT, body TEXT, private INTEGER);
INSERT INTO users (name, password) VALUES ('alice', 'wonderland'), ('bob', 'builder'), ('admin', 'letmein');
INSERT INTO notes (author, title, body, private) VALUES
  ('alice', 'Groceries', 'Milk, bread and a rabbit', 0),
  ('bob', 'Tools', 'Return the ladder on Saturday', 0),
  ('admin', 'Door code', 'The back door opens with 4711', 1);
"""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Notes</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a class="name" href="/">Notes</a>
<form action="/search"><input name="q" aria-label="Search" placeholder="Search"><button>Search</button></form>
<nav>{account}</nav></header>
<main><h1>{title}</h1>
{content}</main>
<footer>Inline scripts are <strong id="inline">blocked</strong> on this page.</footer>
<script>document.getElementById("inline").textContent = "running"</script>
</body>
</html>
"""

STYLE = """body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; color: #222 }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; border-bottom: 1px solid #ccc }
header form { flex: 1 } .name { font-weight: bold; text-decoration: none }
article { border: 1px solid #ddd; border-radius: .5rem; padding: 0 1rem; margin: 1rem 0 }
form.stacked { display: grid; gap: .5rem; max-width: 24rem } input, textarea, button { font: inherit; padding: .3rem }
nav form { display: inline } footer { color: #666; font-size: .85rem; margin-top: 2rem }
"""

ACCOUNT_FORM = """<form class="stacked" method="post"><input name="name" aria-label="Name" placeholder="Name">
<input name="password" type="password" aria-label="Password" placeholder="Password"><button>{title}</button></form>
"""

NOTE_FORM = """<h2>New note</h2>
<form class="stacked" method="post" action="/notes"><input name="title" aria-label="Title" placeholder="Title">
<textarea name="body" aria-label="Text" placeholder="Text"></textarea>
<label><input type="checkbox" name="private" value="1"> only for me</label><button>Save</button></form>
"""

database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.executescript(SEED)
database_lock = threading.Lock()
sessions = {}


class QueryError(Exception):
    """A statement that SQLite refused. The statement becomes part of the error page, as in many an application."""


def query(statement, *values):
    with database_lock:
        try:
            return database.execute(statement, values).fetchall()
        except (sqlite3.Error, ValueError) as error:
            kind = type(error)
            raise QueryError(f"{kind.__module__}.{kind.__name__}: {error}\n\n{statement}") from error


def notes_as_html(rows):
    # Stored cross-site scripting: what a user wrote becomes part of the page as it is.
    return "".join(
        f"<article><h2>{title}</h2><p>{body}</p><p><small>by {author}</small></p>"
        f'<form method="post" action="/notes/delete"><input type="hidden" name="id" value="{id}">'
        f"<button>Delete</button></form></article>\n"
        for id, author, title, body in rows
    )


class Notes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Notes/1.0"  # the answer's Server field adds the exact Python version
    timeout = 60

    def handle_method(self):
        try:
            self.body = self.read_body()
            url = urlsplit(self.path)
            self.parameters = {name: values[-1] for name, values in parse_qs(url.query).items()}
            route = {
                ("GET", "/"): self.list_notes,
                ("GET", "/search"): self.search,
                ("GET", "/sign-up"): lambda: self.page("Sign up", ACCOUNT_FORM.format(title="Sign up")),
                ("POST", "/sign-up"): self.sign_up,
                ("GET", "/sign-in"): lambda: self.page("Sign in", ACCOUNT_FORM.format(title="Sign in")),
                ("POST", "/sign-in"): self.sign_in,
                ("POST", "/sign-out"): self.sign_out,
                ("POST", "/notes"): self.add_note,
                ("POST", "/notes/delete"): self.delete_note,
                ("GET", "/api/notes"): self.api_list,
                ("POST", "/api/notes"): self.api_add,
                ("GET", "/style.css"): lambda: self.answer(200, STYLE, "text/css; charset=utf-8"),
                ("GET", "/healthz"): lambda: self.answer(200, "ok\n", "text/plain"),
            }.get(("GET" if self.command == "HEAD" else self.command, url.path), self.not_found)
            route()
        except OSError:
            raise  # the connection is gone: there is nobody left to answer
        except Exception as error:
            self.page("Something broke", f"<pre>{type(error).__name__}: {error}</pre>", status=500)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_method

    # Accounts

    def user(self):
        for pair in self.headers.get("Cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == "session":
                return sessions.get(value)
        return None

    def sign_up(self):
        form = self.form()
        query("INSERT INTO users (name, password) VALUES (?, ?)", form.get("name"), form.get("password"))
        self.start_session(form.get("name"))

    def sign_in(self):
        form = self.form()
        # SQL injection: the name `admin' --` needs no password.
        rows = query(
            "SELECT name FROM users WHERE name = '" + form.get("name", "")
            + "' AND password = '" + form.get("password", "") + "'"
        )
        if rows:
            self.start_session(rows[0][0])
        else:
            self.page("Sign in", "<p>Wrong name or password.</p>" + ACCOUNT_FORM.format(title="Sign in"), status=401)

    def start_session(self, name):
        token = secrets.token_hex(16)
        sessions[token] = name
        # No HttpOnly, no Secure, no SameSite.
        self.redirect("/", cookie=f"session={token}; Path=/")

    def sign_out(self):
        self.redirect("/", cookie="session=; Path=/; Max-Age=0")

    # Notes

    def list_notes(self):
        rows = query(
            "SELECT id, author, title, body FROM notes WHERE NOT private OR author = ? ORDER BY id DESC LIMIT 100",
            self.user(),
        )
        self.page("All notes", notes_as_html(rows) + (NOTE_FORM if self.user() else "<p>Sign in to write.</p>"))

    def search(self):
        text = self.parameters.get("q", "")
        # SQL injection: the text ends the literal and goes on as SQL.
        rows = query("SELECT id, author, title, body FROM notes WHERE NOT private AND body LIKE '%" + text + "%'")
        # Reflected cross-site scripting: the text comes back as markup.
        self.page("Search", f"<p>{len(rows)} found for {text}</p>" + notes_as_html(rows))

    def add_note(self):
        # Cross-site request forgery: nothing tells whether this form came from our own page.
        if self.user() is None:
            return self.redirect("/sign-in")
        form = self.form()
        self.insert_note(self.user(), form.get("title", ""), form.get("body", ""), "private" in form)
        self.redirect("/")

    def delete_note(self):
        # Broken access control: whoever knows a number deletes the note, signed in or not.
        query("DELETE FROM notes WHERE id = ?", self.form().get("id"))
        self.redirect("/")

    def api_list(self):
        # Broken access control: private notes too, and no session asked for.
        rows = query("SELECT id, author, title, body FROM notes ORDER BY id DESC LIMIT 100")
        self.json(200, [dict(zip(("id", "author", "title", "body"), row)) for row in rows])

    def api_add(self):
        note = json.loads(self.body)
        # The author is whoever the client says it is.
        id = self.insert_note(note.get("author", "anonymous"), note.get("title", ""), note.get("body", ""), False)
        self.json(201, {"id": id})

    def insert_note(self, author, title, body, private):
        statement = "INSERT INTO notes (author, title, body, private) VALUES (?, ?, ?, ?) RETURNING id"
        return query(statement, author, title, body, private)[0][0]

    # Reading and answering

    def read_body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            chunks = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass  # trailer fields
            return b"".join(chunks)
        return self.rfile.read(max(0, int(self.headers.get("Content-Length", 0))))

    def form(self):
        return {name: values[-1] for name, values in parse_qs(self.body.decode("utf-8", "replace")).items()}

    def not_found(self):
        self.page("Not found", f"<p>There is nothing at {self.path}</p>", status=404)

    def page(self, title, content, status=200):
        name = self.user()
        account = (
            f'{name} <form method="post" action="/sign-out"><button>Sign out</button></form>'
            if name
            else '<a href="/sign-in">Sign in</a> <a href="/sign-up">Sign up</a>'
        )
        self.answer(status, PAGE.format(title=title, account=account, content=content), "text/html; charset=utf-8")

    def json(self, status, value):
        self.answer(status, json.dumps(value) + "\n", "application/json")

    def redirect(self, location, cookie=None):
        self.answer(303, "", "text/plain", Location=location, **({"Set-Cookie": cookie} if cookie else {}))

    def answer(self, status, text, content_type, **fields):
        payload = text.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": len(payload), **fields}.items():
            self.send_header(name, str(value))
        if status == 500:
            self.send_header("Connection", "close")  # the rest of a broken body must not become the next request
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    def log_message(self, format, *arguments):
        pass  # the gateway in front writes the access log


class NotesServer(ThreadingHTTPServer):
    request_queue_size = 1024

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class UnixNotesServer(NotesServer):
    address_family = socket.AF_UNIX

    def server_bind(self):
        # A socket file that an earlier run left behind would make the bind fail.
        if os.path.exists(self.server_address):
            os.unlink(self.server_address)
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", 0


def main():
    parser = argparse.ArgumentParser(description="Notes, vulnerable on purpose.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", type=int, help="listen on this port of 127.0.0.1 (0: any free one)")
    where.add_argument("--unix", metavar="PATH", help="listen on this Unix socket")
    arguments = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if arguments.unix:
        server = UnixNotesServer(arguments.unix, Notes)
        address = "unix:" + arguments.unix
    else:
        Notes.disable_nagle_algorithm = True  # head and body are two writes
        server = NotesServer(("127.0.0.1", arguments.port), Notes)
        address = "http://127.0.0.1:%d" % server.server_port
    print("notes listening on " + address, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        if arguments.unix and os.path.exists(arguments.unix):
            os.unlink(arguments.unix)


if __name__ == "__main__":
    main()
