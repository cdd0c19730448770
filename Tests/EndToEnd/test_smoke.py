def test_it(stage):
    app = stage.node("app.js", "express", "ws")
    g = stage.gateway(app.url)
    for s in (False, True):
        a = g.ask("GET", "/json", secure=s)
        print(a)
        assert a.status == 200
    from harness.http2 import HTTP2Connection
    with HTTP2Connection(g.secure, stage.certificate.client_context()) as c:
        print(c.ask("GET", "/json"))
        print(c.ask("POST", "/echo", body=b"x"*300000).status)
    print(g.access_lines(4))
    print(g.stderr)
    g.terminate() if hasattr(g,"terminate") else None
    assert 0
