#!/usr/bin/env python3
"""A shop that is VULNERABLE ON PURPOSE: what the scanners must find in it directly, and not behind the firewall.

Its statements are built by concatenation, its pages repeat what they are told. It listens on loopback only.

usage: shop.py PORT
"""

import html
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SEED = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, password TEXT);
CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT, price INTEGER, hidden INTEGER);
INSERT INTO users (name, password) VALUES ('alice', 'wonderland'), ('admin', 'letmein');
INSERT INTO goods (name, price, hidden) VALUES
  ('desk lamp', 20, 0), ('garden chair', 35, 0), ('blue kettle', 15, 0), ('unreleased radio', 99, 1);
"""

START = """<p><a href="/search?q=lamp">Lamps</a> <a href="/hello?name=friend">Hello</a></p>
<form action="/search"><input name="q" value="lamp"><button>Search</button></form>
<form action="/find" method="post"><input name="q" value="chair"><button>Find</button></form>
<form action="/login" method="post"><input name="name" value="alice"><input name="password" type="password">
<button>Sign in</button></form>
"""

database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
database.executescript(SEED)
lock = threading.Lock()


class Shop(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        form = {name: values[-1] for name, values in parse_qs(url.query).items()}
        pages = {
            "/": lambda: START,
            "/search": lambda: self.goods(form.get("q", "")),
            # Cross-site scripting: the name becomes part of the page as it is.
            "/hello": lambda: f"<p>Hello {form.get('name', '')}</p>",
        }
        self.answer(pages.get(url.path))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace")
        form = {name: values[-1] for name, values in parse_qs(body).items()}
        pages = {
            "/find": lambda: self.goods(form.get("q", "")),
            "/login": lambda: self.login(form.get("name", ""), form.get("password", "")),
        }
        self.answer(pages.get(urlsplit(self.path).path))

    def goods(self, words):
        rows = self.query(f"SELECT name, price FROM goods WHERE hidden = 0 AND name LIKE '%{words}%'")
        items = "".join(f"<li>{html.escape(str(name))}, {html.escape(str(price))}</li>" for name, price in rows)
        return f"<ul>{items}</ul>" if items else "<p>Nothing was found</p>"

    def login(self, name, password):
        rows = self.query(f"SELECT name FROM users WHERE name = '{name}' AND password = '{password}'")
        return f"<p>Welcome, {html.escape(str(rows[0][0]))}</p>" if rows else "<p>Wrong name or password</p>"

    def query(self, statement):
        with lock:
            return database.execute(statement).fetchall()

    def answer(self, page):
        status, content = 200, "<p>No such page</p>"
        if page is None:
            status = 404
        else:
            try:
                content = page()
            except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
                # The database's own words, as in many an application.
                status, content = 500, f"<p>sqlite3.{type(error).__name__}: {html.escape(str(error))}</p>"
        body = f"<!doctype html><title>Shop</title><body>{content}</body>".encode(errors="replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Shop).serve_forever()
