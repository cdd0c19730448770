import HTTPTypes
import RampartBrowser
import RampartCore
import RampartTesting
import Testing

/// Each header on the four kinds of backend answers: without it, with it, with it doubled, with odd spellings.
@Suite struct HeaderTreatmentTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var key: String
    var name: String
    /// A mapping that sets `value`; nil where the header has none.
    var options: JSONValue
    var value: String
    var isList: Bool
    var takesUpstream = true

    var testDescription: String { name }
  }

  static let samples: [Sample] = [
    Sample(
      key: "contentSecurityPolicy", name: "Content-Security-Policy",
      options: ["useDefaults": false, "directives": ["defaultSrc": "'none'"]], value: "default-src 'none'",
      isList: true),
    Sample(
      key: "contentSecurityPolicyReportOnly", name: "Content-Security-Policy-Report-Only",
      options: ["useDefaults": false, "directives": ["defaultSrc": "'none'"]], value: "default-src 'none'",
      isList: true),
    Sample(
      key: "crossOriginEmbedderPolicy", name: "Cross-Origin-Embedder-Policy", options: ["policy": "credentialless"],
      value: "credentialless", isList: false),
    Sample(
      key: "crossOriginOpenerPolicy", name: "Cross-Origin-Opener-Policy", options: ["policy": "unsafe-none"],
      value: "unsafe-none", isList: false),
    Sample(
      key: "crossOriginResourcePolicy", name: "Cross-Origin-Resource-Policy", options: ["policy": "same-site"],
      value: "same-site", isList: false),
    Sample(
      key: "originAgentCluster", name: "Origin-Agent-Cluster", options: .object([]), value: "?1", isList: false),
    Sample(
      key: "permissionsPolicy", name: "Permissions-Policy", options: ["useDefaults": false, "camera": "self"],
      value: "camera=(self)", isList: true),
    Sample(
      key: "referrerPolicy", name: "Referrer-Policy", options: ["policy": "origin"], value: "origin", isList: true),
    Sample(
      key: "reportingEndpoints", name: "Reporting-Endpoints", options: ["default": "/reports"],
      value: "default=\"/reports\"", isList: true, takesUpstream: false),
    Sample(
      key: "integrityPolicy", name: "Integrity-Policy", options: ["blockedDestinations": ["style"]],
      value: "blocked-destinations=(style)", isList: true),
    Sample(
      key: "clearSiteData", name: "Clear-Site-Data", options: ["kinds": ["cache"]], value: "\"cache\"", isList: true),
    Sample(
      key: "strictTransportSecurity", name: "Strict-Transport-Security", options: ["maxAge": 60],
      value: "max-age=60; includeSubDomains", isList: false),
    Sample(
      key: "xContentTypeOptions", name: "X-Content-Type-Options", options: .object([]), value: "nosniff", isList: false),
    Sample(
      key: "xDnsPrefetchControl", name: "X-DNS-Prefetch-Control", options: ["allow": true], value: "on",
      isList: false),
    Sample(key: "xDownloadOptions", name: "X-Download-Options", options: .object([]), value: "noopen", isList: false),
    Sample(key: "xFrameOptions", name: "X-Frame-Options", options: ["action": "deny"], value: "DENY", isList: false),
    Sample(
      key: "xPermittedCrossDomainPolicies", name: "X-Permitted-Cross-Domain-Policies",
      options: ["permittedPolicies": "all"], value: "all", isList: false),
    Sample(key: "xXssProtection", name: "X-XSS-Protection", options: .object([]), value: "0", isList: false),
  ]

  struct Backend: Sendable {
    var fields: [(spelling: @Sendable (String) -> String, value: String)]
    /// What stands when its own is kept: the first value, and all as a list; nil for ours.
    var kept: (first: String, list: String)?

    init(_ fields: [(@Sendable (String) -> String, String)], kept: (String, String)?) {
      self.fields = fields
      self.kept = kept
    }
  }

  static let backends = [
    Backend([], kept: nil),
    Backend([({ $0 }, "theirs")], kept: ("theirs", "theirs")),
    Backend([({ $0 }, "theirs"), ({ $0 }, "others")], kept: ("theirs", "theirs, others")),
    Backend([({ $0.uppercased() }, "theirs"), ({ $0.lowercased() }, "theirs")], kept: ("theirs", "theirs, theirs")),
    Backend([({ $0 }, " \t "), ({ $0.lowercased() }, "theirs")], kept: ("theirs", "theirs")),
    Backend([({ $0 }, "")], kept: nil),
  ]

  private func answer(_ backend: Int, _ name: String) throws -> HTTPFields {
    var fields: HTTPFields = [.contentType: "text/html"]
    for field in Self.backends[backend].fields {
      fields.append(HTTPField(name: try #require(HTTPField.Name(field.spelling(name))), value: field.value))
    }
    return fields
  }

  private func values(_ headers: SecurityHeaders, _ sample: Sample, _ backend: Int) throws -> [String] {
    var fields = try answer(backend, sample.name)
    headers.apply(to: &fields, in: ResponseContext(isSecure: true))
    return fields.values(sample.name)
  }

  @Test func `There is a sample of every header that can be set`() {
    let keys = Set(HeaderCatalog.all.map { $0.key })
    #expect(keys.subtracting(Self.samples.map(\.key)) == ["server", "xPoweredBy"])
    #expect(Self.samples.count == keys.count - 2)
  }

  @Test(arguments: samples, backends.indices)
  func `Replacing leaves ours, once`(_ sample: Sample, _ backend: Int) throws {
    let headers = try TestDocument.headers(.object([.init(sample.key, sample.options)]))
    #expect(try values(headers, sample, backend) == [sample.value])
  }

  @Test(arguments: samples.filter(\.takesUpstream), backends.indices)
  func `Keeping leaves the backend's own, once, and ours where it sends none`(
    _ sample: Sample, _ backend: Int
  ) throws {
    guard case .object(let options) = sample.options else { return }
    let mapping = JSONValue.object(options + [.init("upstream", "keep")])
    let headers = try TestDocument.headers(.object([.init(sample.key, mapping)]))
    let expected = Self.backends[backend].kept.map { sample.isList ? $0.list : $0.first } ?? sample.value
    #expect(try values(headers, sample, backend) == [expected])
  }

  @Test(arguments: samples.filter(\.takesUpstream), backends.indices)
  func `Keeping what protects leaves the backend's own, once, where it protects`(
    _ sample: Sample, _ backend: Int
  ) throws {
    guard case .object(let options) = sample.options else { return }
    let mapping = JSONValue.object(options + [.init("upstream", "keepProtective")])
    let headers = try TestDocument.headers(.object([.init(sample.key, mapping)]))
    let kept = Self.backends[backend].kept.map { sample.isList ? $0.list : $0.first }
    // `theirs` is nothing that browsers know.
    let expected = Self.judged.contains(sample.key) ? nil : kept
    #expect(try values(headers, sample, backend) == [expected ?? sample.value])
  }

  private static let judged = [
    "referrerPolicy", "strictTransportSecurity", "xFrameOptions", "xPermittedCrossDomainPolicies",
    "xContentTypeOptions", "xDownloadOptions", "xXssProtection",
  ]

  @Test(arguments: samples, backends.indices)
  func `Removing leaves none`(_ sample: Sample, _ backend: Int) throws {
    let headers = try TestDocument.headers(.object([.init(sample.key, "remove")]))
    #expect(try values(headers, sample, backend) == [])
  }

  @Test(arguments: samples, backends.indices)
  func `Off leaves what the backend sends`(_ sample: Sample, _ backend: Int) throws {
    let headers = try TestDocument.headers(.object([.init(sample.key, "off")]))
    let sent = try answer(backend, sample.name).values(sample.name)
    #expect(try values(headers, sample, backend) == sent)
    #expect(!headers.rules(isSecure: true).contains { $0.name.canonicalName == sample.name.lowercased() })
  }

  @Test func `An unknown word for upstream is a problem`() {
    #expect(
      TestDocument.problems(["xFrameOptions": ["upstream": "keeps"]]) == [
        "3:1: `keeps` is not one of `replace`, `keep`, `keepProtective`, did you mean `keep`?"
      ])
  }

  /// The rules are what the gateway encodes once: they must say the same as `apply`.
  @Test(arguments: 0..<200)
  func `Any configuration leaves each header at most once on any answer`(_ seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var members: [JSONValue.Member] = []
    for sample in Self.samples.shuffled(using: &generator).prefix(Int.random(in: 0...18, using: &generator)) {
      guard case .object(let options) = sample.options else { continue }
      let kept = sample.takesUpstream ? [JSONValue.Member("upstream", "keep")] : []
      let forms: [JSONValue] = ["off", "remove", sample.options, .object(options + kept)]
      members.append(.init(sample.key, try #require(forms.randomElement(using: &generator))))
    }
    let headers = try TestDocument.headers(.object(members))
    let isSecure = Bool.random(using: &generator)

    var fields = HTTPFields()
    for sample in Self.samples.shuffled(using: &generator) {
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let spelling = Bool.random(using: &generator) ? sample.name.uppercased() : sample.name
        fields.append(HTTPField(name: try #require(HTTPField.Name(spelling)), value: "theirs"))
      }
    }
    let sent = fields
    headers.apply(to: &fields, in: ResponseContext(isSecure: isSecure))

    let rules = headers.rules(isSecure: isSecure)
    #expect(Set(rules.map(\.name)).count == rules.count)
    for sample in Self.samples {
      let values = fields.values(sample.name)
      if let rule = rules.first(where: { $0.name.canonicalName == sample.name.lowercased() }) {
        #expect(values == rule.value(over: sent.values(sample.name)).map { [$0] } ?? [])
        #expect(rule.value == nil || rule.onUpstream != .drop)
        #expect(rule.value != nil || rule.onUpstream != .replace)
      } else {
        #expect(values == sent.values(sample.name))
      }
    }
    if !isSecure, rules.contains(where: { $0.name == .strictTransportSecurity }) {
      #expect(fields.values("strict-transport-security").isEmpty)
    }

    // A second time changes nothing.
    var again = fields
    headers.apply(to: &again, in: ResponseContext(isSecure: isSecure))
    #expect(again == fields)
  }
}
