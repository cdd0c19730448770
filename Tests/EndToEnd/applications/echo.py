"""A Flask application that says which of its pages answered, and what it was told of the request."""

from flask import Flask, jsonify, request

app = Flask(__name__, static_folder=None)


def answer(page, path=""):
    fields = {name: value for name, value in request.headers.items()}
    return jsonify(page=page, path=request.path, root=request.script_root, rest=path, fields=fields)


@app.route("/api/login", methods=["GET", "POST"])
def login():
    return answer("login")


@app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
@app.route("/<path:path>", methods=["GET", "POST"])
def other(path):
    return answer("other", path)
