import HTTPTypes
import RampartBrowser
import RampartTesting

/// Makes random configurations and requests that both implementations understand.
struct CORSCaseGenerator {
  typealias Reference = CORSReference.Options

  /// One configuration in both forms, and one request.
  struct Case {
    var reference: Reference
    var options: CORSOptions
    var predicate: (@Sendable (WebOrigin) -> Bool)?
    var request: TestRequest
  }

  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private static let origins = [
    "https://app.example", "https://app.example:8443", "http://app.example", "http://localhost:3000",
    "https://www.example.org", "https://192.0.2.1", "https://[2001:db8::1]:8443",
  ]
  private static let sentOrigins =
    origins + [
      "https://a.example.org", "https://a.b.example.org", "https://example.org", "https://evilexample.org",
      "https://a.exampleXorg", "https://a.example.org.evil.example", "https://a.example.org:8443",
      "http://a.example.org", "http://localhost", "http://localhost:1", "http://localhost.evil.example",
      "https://app.example.evil.example", "https://backend.example", "HTTPS://App.Example", "https://app.example:443",
      "http://LOCALHOST:3000", "https://A.example.org", "https://[2001:DB8:0::1]:8443", "null", "NULL", "",
      "https://app.example/", "https://user@app.example", "https://.example.org", "https://app.example https://a.b",
      "http://localhost:", "http://localhost:99999", "app.example", "*",
    ]
  private static let patterns = [
    (pattern: "https://*.example.org", expression: #"^https:\/\/([a-zA-Z0-9_-]+\.)+example\.org$"#),
    (pattern: "http://localhost:*", expression: #"^http:\/\/localhost(:[0-9]*)?$"#),
  ]
  private static let methods = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "OPTIONS", "OPTIONS", "OPTIONS", "options",
  ]
  private static let headers = ["Content-Type", "Authorization", "X-Request-ID", "x-a"]
  private static let requestedHeaders = [
    "", "content-type", "content-type,x-a", "content-type, x-a", "x-a,X-A", " x-a ,, authorization", "x a", "x-a;b",
  ]

  mutating func next() -> Case {
    var reference = Reference(origin: .nobody)
    var options = CORSOptions()
    // The package repeats what is requested unless told otherwise.
    options.allowedHeaders = .requested
    let predicate = chooseOrigins(&reference, &options)
    if chance(2) {
      reference.methods = some(of: ["GET", "POST", "PUT", "DELETE", "PURGE"])
      options.methods = (reference.methods ?? []).compactMap { HTTPRequest.Method($0) }
    }
    if chance(2) {
      reference.allowedHeaders = some(of: Self.headers)
      options.allowedHeaders = .listed((reference.allowedHeaders ?? []).compactMap { HTTPField.Name($0) })
    }
    if chance(2) {
      reference.exposedHeaders = some(of: Self.headers)
      options.exposedHeaders = (reference.exposedHeaders ?? []).compactMap { HTTPField.Name($0) }
    }
    if chance(2) {
      reference.credentials = chance(2)
      options.allowsCredentials = reference.credentials == true
    }
    if chance(2) {
      reference.maxAge = [0, 1, 600, 86_400].randomElement(using: &generator)
      options.maxAge = reference.maxAge.map { .seconds($0) }
    }
    if chance(4) {
      reference.preflightContinue = true
      options.forwardsPreflights = true
    }
    if chance(4) {
      reference.optionsSuccessStatus = 200
      options.preflightStatus = 200
    }
    return Case(reference: reference, options: options, predicate: predicate, request: request())
  }

  private mutating func chooseOrigins(
    _ reference: inout Reference,
    _ options: inout CORSOptions
  ) -> (@Sendable (WebOrigin) -> Bool)? {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0:
      reference.origin = .text("*")
      options.origins = .any
    case 1:
      let text = Self.origins.randomElement(using: &generator) ?? ""
      reference.origin = .text(text)
      options.origins = .listed(patterns([text]))
    case 2, 3:
      var texts = some(of: Self.origins)
      if chance(3) { texts.append("null") }
      reference.origin = .list(texts.map { .text($0) })
      options.origins = .listed(patterns(texts.filter { $0 != "null" }))
      options.allowsNullOrigin = texts.contains("null")
    case 4:
      let both = Self.patterns[Int.random(in: 0..<Self.patterns.count, using: &generator)]
      reference.origin = .expression(both.expression)
      options.origins = .listed(patterns([both.pattern]))
    case 5:
      let texts = some(of: Self.origins)
      reference.origin = .list(texts.map { .text($0) } + Self.patterns.map { .expression($0.expression) })
      options.origins = .listed(patterns(texts + Self.patterns.map(\.pattern)))
    case 6:
      reference.origin = .suffix(".example.org")
      return { $0.port == nil && $0.host.hasSuffix(".example.org") }
    default:
      let isOpen = chance(2)
      reference.origin = isOpen ? .everybody : .nobody
      guard isOpen else { return nil }
      return { _ in true }
    }
    return nil
  }

  private func patterns(_ texts: [String]) -> [OriginPattern] { texts.compactMap { try? OriginPattern($0) } }

  private mutating func request() -> TestRequest {
    let method = Self.methods.randomElement(using: &generator) ?? "GET"
    var request = TestRequest(HTTPRequest.Method(method) ?? .get)
    request.authority = "backend.example"
    if !chance(5) {
      let origins = chance(3) ? Self.origins : Self.sentOrigins
      request = request.with("Origin", origins.randomElement(using: &generator) ?? "")
    }
    if chance(2) || method == "OPTIONS" && !chance(4) {
      request = request.with("Access-Control-Request-Method", Self.methods.randomElement(using: &generator) ?? "")
    }
    if chance(2) {
      let text = Self.requestedHeaders.randomElement(using: &generator) ?? ""
      request = request.with("Access-Control-Request-Headers", text)
    }
    return request
  }

  private mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &generator) == 0 }

  private mutating func some(of all: [String]) -> [String] {
    all.shuffled(using: &generator).prefix(Int.random(in: 0...min(3, all.count), using: &generator)).map(\.self)
  }
}
