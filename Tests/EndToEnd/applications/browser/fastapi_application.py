"""A FastAPI application with its own documentation pages, which load scripts from elsewhere."""

import asyncio
import hashlib
import sys

import uvicorn
from fastapi import FastAPI, Form, Request, UploadFile, WebSocket
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(title="Notes")
app.add_middleware(SessionMiddleware, secret_key="of a test")


def page(title, content):
    return HTMLResponse(f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<script>document.documentElement.dataset.inline = 'ran'</script><script src="/page.js"></script>
<style>h1 {{ color: rgb(1, 2, 3) }}</style></head>
<body><h1>{title}</h1><button id="handler" onclick="this.textContent = 'clicked'">handler</button>{content}</body></html>""")


@app.get("/")
def sign_in_page():
    return page("Sign in", '<form method="post" action="/sign-in"><input name="name"><button>Sign in</button></form>')


@app.post("/sign-in")
def sign_in(request: Request, name: str = Form()):
    request.session["user"] = name
    return RedirectResponse("/account", 303)


@app.get("/account")
def account(request: Request):
    return page("Account", f"""<p id="user">{request.session.get("user", "nobody")}</p>
<form method="post" action="/upload" enctype="multipart/form-data">
<input name="note" value="Grüße"><input type="file" name="file"><button>Upload</button></form>
<a id="download" href="/download">Download</a>""")


@app.post("/upload")
async def upload(file: UploadFile, note: str = Form()):
    content = await file.read()
    digest = hashlib.sha256(content).hexdigest()
    return page("Uploaded", f'<p id="upload">{note}|{file.filename}|{len(content)}|{digest}</p>')


@app.get("/download")
def download():
    disposition = "attachment; filename*=UTF-8''%C3%9Cbersicht%20%E2%84%96%207.bin"
    return Response(b"\7" * 70000, media_type="application/octet-stream", headers={"Content-Disposition": disposition})


@app.post("/api/echo")
async def echo(request: Request):
    return JSONResponse({"user": request.session.get("user")} | await request.json())


@app.get("/events")
async def events():
    async def send():
        for number in range(3):
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.2)
        yield "event: done\ndata: \n\n"

    return StreamingResponse(send(), media_type="text/event-stream")


@app.websocket("/socket")
async def socket(connection: WebSocket):
    await connection.accept()
    async for text in connection.iter_text():
        await connection.send_text(f"echo {text}")


@app.get("/page.js")
def script():
    return Response("document.documentElement.dataset.file = 'ran'", media_type="text/javascript")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
