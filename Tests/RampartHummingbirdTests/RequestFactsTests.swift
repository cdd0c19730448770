import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RampartCore
import RampartHummingbird
import Testing

/// A context whose peer a test chooses.
private struct PeerContext: RemoteAddressRequestContext, IdentifiedRequestContext {
  struct Source: RequestContextSource {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    var peer: SocketAddress?
    var user: String?
  }

  var coreContext: CoreRequestContextStorage
  let remoteAddress: SocketAddress?
  let userIdentifier: String?

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
    remoteAddress = source.peer
    userIdentifier = source.user
  }
}

/// A context that knows nothing of the peer.
private struct BareContext: RequestContext {
  typealias Source = PeerContext.Source

  var coreContext: CoreRequestContextStorage

  init(source: Source) {
    coreContext = CoreRequestContextStorage(source: source)
  }
}

@Suite struct RequestFactsTests {
  private func facts(
    _ target: String = "/", _ method: HTTPRequest.Method = .get, authority: String? = "example.org",
    scheme: String = "http", headers: HTTPFields = [:], peer: String? = "192.0.2.1", user: String? = nil,
    in deployment: Deployment = Deployment()
  ) throws -> HummingbirdRequestFacts {
    let request = Request(
      head: HTTPRequest(
        method: method, scheme: scheme, authority: authority, path: target, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer()))
    let address = try peer.map { try SocketAddress(ipAddress: $0, port: 4711) }
    let context = PeerContext(source: .init(peer: address, user: user))
    return try HummingbirdRequestFacts(request, context: context, in: deployment)
  }

  private func trusting(_ blocks: String...) -> Deployment {
    Deployment(trustedProxies: blocks.compactMap { AddressBlock($0) })
  }

  private static let forwardedFor = HTTPField.Name.named("X-Forwarded-For")
  private static let forwardedProto = HTTPField.Name.named("X-Forwarded-Proto")

  @Test func `Method, authority, query, user and fields are those of the request`() throws {
    let facts = try facts(
      "/notes/1?q=a&b", .put, authority: "example.org:8080", headers: [.accept: "a"], user: "alice")
    #expect(facts.method == .put)
    #expect(facts.authority == "example.org:8080")
    #expect(facts.path == "/notes/1")
    #expect(facts.query == "q=a&b")
    #expect(facts.user == "alice")
    #expect(facts.values(of: .accept) == ["a"])
    #expect(facts.values(of: .named("host")) == ["example.org:8080"])
    #expect(facts.values(of: .cookie).isEmpty)
  }

  @Test(arguments: [
    ("/", "/"), ("/a/", "/a"), ("/a/b/", "/a/b"), ("/caf%c3%a9", "/caf%C3%A9"), ("/a[1]", "/a%5B1%5D"),
    ("/a%2Fb", "/a%2Fb"), ("/a%2fb", "/a%2Fb"), ("/a;b=c", "/a;b=c"), ("/a?b=//", "/a"), ("/?x", "/"),
  ])
  func `A path is what the router matches, in one form`(_ target: String, _ path: String) throws {
    #expect(try facts(target).path == path)
  }

  @Test(arguments: [
    "/a/../b", "/../a", "/./a", "//a", "/a//b", "/%61", "/a/%2e%2e/b", "/a\\b", "/a%5Cb", "/a%00", "/a%", "/a%zz",
    "/%ff", "/%c0%af", "/a#b", "/a?b#c", "/..;/a", "a", "*",
  ])
  func `A path that two readers could take differently is refused`(_ target: String) {
    let denial = #expect(throws: Denial.self) { try facts(target) }
    #expect(denial?.code == "request.malformed")
    #expect(denial?.status == 400)
  }

  @Test func `The asterisk is a target of OPTIONS alone`() throws {
    #expect(try facts("*", .options).path == "*")
  }

  @Test func `Paths are in lower case where the router ignores case`() throws {
    #expect(try facts("/Sign-In").path == "/Sign-In")
    #expect(try facts("/Sign-In", in: Deployment(ignoresCaseInPaths: true)).path == "/sign-in")
  }

  @Test func `A host that is named twice in two ways is refused`() throws {
    #expect(throws: Denial.self) { try facts(headers: [.named("Host"): "evil.example"]) }
    #expect(throws: Denial.self) { try facts("http://evil.example/") }
    #expect(throws: Denial.self) { try facts("http://user@example.org/") }
    #expect(try facts("http://example.org/a").path == "/a")
    #expect(try facts("http://Example.org:80/a", authority: "example.org:80").path == "/a")
  }

  @Test func `The client is the peer, whatever a stranger claims`() throws {
    let claim: HTTPFields = [Self.forwardedFor: "198.51.100.7"]
    #expect(try facts(headers: claim).client.description == "192.0.2.1")
    #expect(try facts(headers: claim, in: trusting("10.0.0.0/8")).client.description == "192.0.2.1")
    #expect(try facts(peer: "::ffff:192.0.2.1").client.description == "192.0.2.1")
  }

  @Test func `Behind a trusted proxy the client is the last address that no trusted one vouches for`() throws {
    let deployment = trusting("10.0.0.0/8")
    var headers: HTTPFields = [Self.forwardedFor: "203.0.113.9, 198.51.100.7"]
    #expect(try facts(headers: headers, peer: "10.1.2.3", in: deployment).client.description == "198.51.100.7")
    headers.append(HTTPField(name: Self.forwardedFor, value: "10.9.9.9"))
    #expect(try facts(headers: headers, peer: "10.1.2.3", in: deployment).client.description == "198.51.100.7")
  }

  @Test func `A peer that is not known is nobody, and never trusted`() throws {
    let headers: HTTPFields = [Self.forwardedFor: "198.51.100.7", Self.forwardedProto: "https"]
    let deployment = trusting("127.0.0.1", "::1")
    let facts = try facts(headers: headers, peer: nil, in: deployment)
    #expect(facts.client.description == "::")
    #expect(!facts.isSecure)
    let request = Request(
      head: HTTPRequest(method: .get, scheme: "http", authority: "example.org", path: "/", headerFields: headers),
      body: RequestBody(buffer: ByteBuffer()))
    let bare = BareContext(source: .init(peer: try SocketAddress(ipAddress: "127.0.0.1", port: 1)))
    #expect(try HummingbirdRequestFacts(request, context: bare, in: deployment).client.description == "::")
  }

  @Test func `A Unix socket's peer is local, so its proxy is trusted as 127.0.0.1`() throws {
    let context = PeerContext(source: .init(peer: try SocketAddress(unixDomainSocketPath: "/run/app.sock")))
    let request = Request(
      head: HTTPRequest(
        method: .get, scheme: "http", authority: "example.org", path: "/",
        headerFields: [Self.forwardedFor: "198.51.100.7", Self.forwardedProto: "https"]),
      body: RequestBody(buffer: ByteBuffer()))
    let trusted = try HummingbirdRequestFacts(request, context: context, in: trusting("127.0.0.1"))
    #expect(trusted.client.description == "198.51.100.7")
    #expect(trusted.isSecure)
    let untrusted = try HummingbirdRequestFacts(request, context: context, in: Deployment())
    #expect(untrusted.client.description == "127.0.0.1")
    #expect(!untrusted.isSecure)
  }

  @Test func `Secure is what this server serves, or what a trusted proxy says`() throws {
    let https: HTTPFields = [Self.forwardedProto: "https"]
    let http: HTTPFields = [Self.forwardedProto: "http"]
    #expect(try !facts().isSecure)
    #expect(try facts(scheme: "https").isSecure)
    #expect(try !facts(headers: https).isSecure)
    #expect(try facts(headers: https, peer: "10.0.0.1", in: trusting("10.0.0.0/8")).isSecure)
    #expect(try facts(in: Deployment(servesTLS: true)).isSecure)
    var deployment = trusting("10.0.0.0/8")
    deployment.servesTLS = true
    #expect(try !facts(headers: http, peer: "10.0.0.1", in: deployment).isSecure)
    #expect(try facts(headers: http, in: deployment).isSecure)
    #expect(try !facts(headers: [Self.forwardedProto: "https, http"], peer: "10.0.0.1", in: deployment).isSecure)
  }
}
