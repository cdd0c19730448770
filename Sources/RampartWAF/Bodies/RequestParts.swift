/// The query, the cookies and the body of one request as byte ranges in one arena. Made once for each event loop and
/// used for one transaction after another.
package struct RequestParts: Sendable {
  package var arena = Arena()
  package var limits: BodyLimits
  /// `ARGS_GET`, and the first members of `ARGS`.
  package internal(set) var queryArguments: [Member] = []
  /// Bytes of names and values in `queryArguments`.
  package internal(set) var queryArgumentsSize = 0
  /// The query has more arguments than `BodyLimits.arguments`; the rest was not read.
  package internal(set) var isQueryCut = false
  /// `URLENCODED_ERROR`: a `%` without two hexadecimal digits behind it, in the query or the body.
  package internal(set) var hasInvalidEscape = false
  /// `REQUEST_COOKIES`
  package internal(set) var cookies: [Member] = []
  /// There are more cookies than `BodyLimits.cookies`; the rest was not read.
  package internal(set) var areCookiesCut = false
  package internal(set) var body = ParsedBody()
  var scratch = BodyScratch()

  package init(limits: BodyLimits = BodyLimits()) {
    self.limits = limits
  }

  /// Forgets the transaction. One that needed a lot of memory does not keep it.
  package mutating func removeAll() {
    arena.removeAll(keepingAtMost: 1 << 20)
    queryArguments.removeAll(keepingCapacity: true)
    queryArgumentsSize = 0
    isQueryCut = false
    hasInvalidEscape = false
    cookies.removeAll(keepingCapacity: true)
    areCookiesCut = false
    body.removeAll()
  }

  /// What stands behind the `?` of the target.
  package mutating func parseQuery(_ query: UnsafeRawBufferPointer, separator: UInt8 = UInt8(ascii: "&")) {
    guard arena.hasRoom(for: query.count) else {
      isQueryCut = true
      return
    }
    let parser = URLEncodedParser(separator: separator, limit: limits.arguments)
    let outcome = parser.parse(query, into: &queryArguments, arena: &arena)
    queryArgumentsSize += outcome.size
    hasInvalidEscape = hasInvalidEscape || outcome.hasInvalidEscape
    isQueryCut = isQueryCut || outcome.isCut
  }

  /// The value of one `Cookie` header.
  package mutating func parseCookies(_ header: UnsafeRawBufferPointer) {
    guard arena.hasRoom(for: header.count),
      CookieParser.parse(header, into: &cookies, limit: limits.cookies, arena: &arena)
    else {
      areCookiesCut = true
      return
    }
  }

  /// Once for each transaction, after the query.
  ///
  /// - Parameters:
  ///   - contentType: the header's value, needed for multipart alone.
  ///   - isCut: `bytes` are the beginning of a longer body, completed by ``CutBody``. That its end is missing is no error,
  ///     and what it breaks off in counts as far as it goes.
  package mutating func parseBody(
    _ bytes: UnsafeRawBufferPointer, as processor: BodyProcessor, contentType: UnsafeRawBufferPointer,
    separator: UInt8 = UInt8(ascii: "&"), isCut: Bool = false
  ) {
    body.processor = processor
    guard bytes.count < 1 << 31, arena.hasRoom(for: bytes.count) else {
      fail(.tooManyBytes, "request body too large to be parsed")
      return
    }
    switch processor {
    case .urlEncoded: parseURLEncodedBody(bytes, separator: separator)
    case .multipart: MultipartParser.parse(bytes, contentType: contentType, isCut: isCut, into: &self)
    case .json: JSONParser.parse(bytes, isCut: isCut, into: &self)
    case .xml: XMLParser.parse(bytes, isCut: isCut, into: &self)
    }
  }

  private mutating func parseURLEncodedBody(_ bytes: UnsafeRawBufferPointer, separator: UInt8) {
    let parser = URLEncodedParser(separator: separator, limit: argumentsLeft)
    let outcome = parser.parse(bytes, into: &body.arguments, arena: &arena)
    body.argumentsSize += outcome.size
    hasInvalidEscape = hasInvalidEscape || outcome.hasInvalidEscape
    if outcome.isCut { fail(.tooManyArguments, "too many arguments") }
  }

  /// How many arguments the body may have.
  var argumentsLeft: Int { max(0, limits.arguments - queryArguments.count) }

  mutating func fail(_ error: BodyError, _ message: StaticString) {
    body.error = error
    body.errorMessage = arena.append(message)
  }
}
