import RampartCore

/// The file that `rampart init` writes: what most people need, and what else there is as comments.
package enum ConfigurationTemplate {
  /// - Parameter upstream: the URL of the backend's server.
  package static func text(upstream: String) -> String {
    """
    # Rampart's configuration. `rampart validate` checks it, `rampart explain GET https://localhost:8443/` says what
    # would happen to a request, and `kill -HUP` makes a running gateway read it again.
    version: 1

    # threads: 2                      # event loops; by default one for each core

    listen:
      - address: 127.0.0.1:8080       # plain HTTP only leads to HTTPS
        redirect: https
      - address: 127.0.0.1:8443
        tls: local                    # a development certificate that Rampart makes; `rampart doctor` helps to trust it
        # In production, your own:
        # tls: { certificate: /etc/rampart/site.pem, key: /etc/rampart/site-key.pem }
        # clientCertificates: { authority: /etc/rampart/clients.pem, required: true }
        # proxyProtocol: [10.0.0.0/8] # balancers that send a PROXY header

    # clients:
    #   trustedProxies: [10.0.0.0/8]  # whose X-Forwarded-For is believed; without this, nobody's

    upstreams:
      app:
        servers: [\(JSONValue.string(upstream).serialized())]
        # timeouts: { connect: 2s, response: 30s, idle: 60s }
        # health: { path: /healthz, interval: 5s }

    routes:                           # the first that matches is taken
      # - { host: "*.example.org", path: /api/**, upstream: app }
      - { path: /**, upstream: app }

    headers: recommended              # security headers on every answer; or `strict`, or a mapping (docs/headers.md)

    limits:
      requestHead: 32KiB
      requestBody: 10MiB
      headerTimeout: 10s
      bodyMinimumRate: 1KiB/s
      connections: 10000
      connectionsPerClient: 100

    # The web application firewall: SQL injection, XSS and their kin. On Debian: apt install modsecurity-crs. `detect` logs
    # what it would refuse; when the log holds nothing but attacks, say `block`.
    # waf: { rules: crs, mode: detect }

    # More to switch on, one at a time: csrf, cors, cookies, rateLimits (docs/edge.md).
    # csrf: { layers: [origin] }
    # rateLimits: [{ name: all, rate: 100/1s, burst: 200 }]

    log:
      access: stdout
      level: info
      # audit: ./audit.log            # what the firewall finds

    admin: 127.0.0.1:9901             # /metrics, /healthz, /readyz

    """
  }
}
