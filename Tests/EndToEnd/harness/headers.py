"""The recommended security headers, and the check that an answer has each exactly once."""

EXPECTED = {
    "Content-Security-Policy": "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';"
    "frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';"
    "style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"
REMOVED = ["Server", "X-Powered-By"]


def assert_secured(answer, secure):
    """Every header once and with its value, over TLS also Strict-Transport-Security; nothing that tells the backend."""
    for name, value in EXPECTED.items():
        assert answer.only(name) == value, name
    assert "camera=()" in answer.only("Permissions-Policy")
    if secure:
        assert answer.only("Strict-Transport-Security") == TRANSPORT_SECURITY
    else:
        assert not answer.has("Strict-Transport-Security")
    for name in REMOVED:
        assert not answer.has(name), f"{name}: {answer.all(name)}"
    identifier = answer.only("X-Request-ID")
    assert len(identifier) == 32 and set(identifier) <= set("0123456789abcdef"), identifier
