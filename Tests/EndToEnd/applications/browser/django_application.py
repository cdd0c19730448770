"""A Django project in one file, with its default middleware, its checks against forged requests and its administration."""

import asyncio
import hashlib
import os
import pathlib
import sys

import django
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import path

FOLDER = pathlib.Path(sys.argv[2])

settings.configure(
    # As a project begins: its error pages have inline scripts.
    DEBUG=True,
    SECRET_KEY="of a test",
    ALLOWED_HOSTS=[".test"],
    ROOT_URLCONF=__name__,
    # The one thing that Django's documentation asks for behind a proxy that ends TLS.
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    INSTALLED_APPS=[
        "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "django.contrib.messages", "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware", "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages"]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "django.sqlite"}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402


def page(title, content):
    return HttpResponse(f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<script>document.documentElement.dataset.inline = 'ran'</script><script src="/page.js"></script>
<style>h1 {{ color: rgb(1, 2, 3) }}</style></head>
<body><h1>{title}</h1><button id="handler" onclick="this.textContent = 'clicked'">handler</button>{content}</body></html>""")


def token(request):
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'


def home(request):
    return page("Sign in", f"""<form method="post" action="/sign-in">{token(request)}
<input name="name"><button>Sign in</button></form>""")


def sign_in(request):
    request.session["user"] = request.POST["name"]
    response = HttpResponseRedirect("/account")
    response.status_code = 303
    return response


def account(request):
    return page("Account", f"""<p id="user">{request.session.get("user", "nobody")}</p>
<form method="post" action="/upload" enctype="multipart/form-data">{token(request)}
<input name="note" value="Grüße"><input type="file" name="file"><button>Upload</button></form>
<a id="download" href="/download">Download</a>""")


def upload(request):
    file = request.FILES["file"]
    digest = hashlib.sha256(file.read()).hexdigest()
    return page("Uploaded", f'<p id="upload">{request.POST["note"]}|{file.name}|{file.size}|{digest}</p>')


def download(request):
    response = HttpResponse(b"\7" * 70000, content_type="application/octet-stream")
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%C3%9Cbersicht%20%E2%84%96%207.bin"
    return response


def echo(request):
    import json
    return JsonResponse({"user": request.session.get("user")} | json.loads(request.body))


async def events(request):
    async def send():
        for number in range(3):
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.2)
        yield "event: done\ndata: \n\n"

    return StreamingHttpResponse(send(), content_type="text/event-stream")


def script(request):
    return HttpResponse("document.documentElement.dataset.file = 'ran'", content_type="text/javascript")


def broken(request):
    raise ValueError("on purpose")


urlpatterns = [
    path("", home), path("sign-in", sign_in), path("account", account), path("upload", upload),
    path("download", download), path("api/echo", echo), path("events", events), path("page.js", script),
    path("broken", broken), path("admin/", admin.site.urls),
]


async def serve_socket(receive, send):
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": f"echo {message['text']}"})


http = ASGIStaticFilesHandler(get_asgi_application())


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await serve_socket(receive, send)
    else:
        await http(scope, receive, send)


if not os.path.exists(FOLDER / "django.sqlite"):
    call_command("migrate", verbosity=0)
    User.objects.create_superuser("admin", password="wonderland")
uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", lifespan="off")
