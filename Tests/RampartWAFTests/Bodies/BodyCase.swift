import RampartWAF

/// One request, as our parsers and the oracle get it.
struct BodyCase {
  var processor: BodyProcessor
  var contentType: [UInt8] = []
  var query: [UInt8] = []
  var cookies: [[UInt8]] = []
  var body: [UInt8] = []

  init(
    _ processor: BodyProcessor, _ body: [UInt8] = [], contentType: [UInt8]? = nil, query: [UInt8] = [],
    cookies: [[UInt8]] = []
  ) {
    self.processor = processor
    self.body = body
    self.query = query
    self.cookies = cookies
    switch processor {
    case .urlEncoded: self.contentType = contentType ?? Array("application/x-www-form-urlencoded".utf8)
    case .multipart: self.contentType = contentType ?? Array("multipart/form-data; boundary=b".utf8)
    case .json, .xml: self.contentType = contentType ?? []
    }
  }

  init(_ processor: BodyProcessor, _ body: String, contentType: String? = nil) {
    self.init(processor, Array(body.utf8), contentType: contentType.map { Array($0.utf8) })
  }

  func parsed(limits: BodyLimits = .unlimited) -> RequestParts {
    var request = RequestParts(limits: limits)
    parse(into: &request)
    return request
  }

  func parse(into request: inout RequestParts) {
    query.withUnsafeBytes { request.parseQuery($0) }
    for cookie in cookies { cookie.withUnsafeBytes { request.parseCookies($0) } }
    body.withUnsafeBytes { body in
      contentType.withUnsafeBytes { request.parseBody(body, as: processor, contentType: $0) }
    }
  }

  /// For the oracle.
  var encoded: [UInt8] {
    let name: String =
      switch processor {
      case .json: "JSON"
      case .xml: "XML"
      case .urlEncoded, .multipart: ""
      }
    var bytes = Self.field(Array(name.utf8)) + Self.field(contentType) + Self.field(query)
    bytes.append(UInt8(cookies.count))
    for cookie in cookies { bytes += Self.field(cookie) }
    return bytes + Self.field(body)
  }

  private static func field(_ bytes: [UInt8]) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bytes.count >> $0) } + bytes
  }
}

extension BodyLimits {
  /// Those of ModSecurity without configuration, where it has one at all.
  static var unlimited: BodyLimits {
    var limits = BodyLimits()
    limits.arguments = .max
    limits.jsonDepth = 10_000
    limits.parts = .max
    limits.partHeaders = .max
    limits.xmlAttributes = .max
    limits.cookies = .max
    return limits
  }
}

extension RequestParts {
  func text(_ range: ByteRange) -> String { String(decoding: arena.bytes(range), as: UTF8.self) }

  func texts(_ members: [Member]) -> [String] { members.map { "\(text($0.name))=\(text($0.value))" } }

  /// Of the body.
  var arguments: [String] { texts(body.arguments) }

  var message: String { text(body.errorMessage) }
}
