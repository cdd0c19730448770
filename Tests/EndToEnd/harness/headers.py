"""The recommended security headers, and the check that an answer has each exactly once."""

ALWAYS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}
#: What browsers heed over TLS alone.
SECURE = {"Origin-Agent-Cluster": "?1"}
POLICY = (
    "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';"
    "img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';"
    "style-src 'self' https: 'unsafe-inline'")
ISOLATION = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
    "idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), "
    "xr-spatial-tracking=()",
}
#: What `headers:` says, and whether the client speaks TLS: the fields of an answer to which the backend adds none.
EXPECTED = {
    ("recommended", False): ALWAYS,
    ("recommended", True): ALWAYS | SECURE | {
        "Content-Security-Policy": "upgrade-insecure-requests", "Strict-Transport-Security": "max-age=63072000"},
    ("strict", False): ALWAYS | ISOLATION,
    ("strict", True): ALWAYS | SECURE | ISOLATION | {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Content-Security-Policy": POLICY + ";upgrade-insecure-requests",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains"},
}
NAMES = EXPECTED["strict", True].keys()
REMOVED = ["Server", "X-Powered-By"]


def assert_secured(answer, secure, headers="recommended", **own):
    """Every header once and with its value, or with the backend's own that stands; nothing that tells the backend."""
    expected = EXPECTED[headers, secure] | {name.replace("_", "-"): value for name, value in own.items()}
    for name in NAMES:
        assert answer.all(name) == ([expected[name]] if name in expected else []), name
    for name in REMOVED:
        assert not answer.has(name), f"{name}: {answer.all(name)}"
    identifier = answer.only("X-Request-ID")
    assert len(identifier) == 32 and set(identifier) <= set("0123456789abcdef"), identifier
