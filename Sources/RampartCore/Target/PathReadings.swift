/// What else backends make of a canonical path, besides taking it as it is (CWE-436, CWE-647).
///
/// | done by | `/a%2Fb;c` and others become |
/// |---|---|
/// | all that decode a path before they look for its segments (WSGI, ASGI, Go, PHP, Jetty) | `%2F` is `/`, and repeated slashes are one |
/// | all that decode at all | `%2C` is `,`, and so is every other reserved character |
/// | Tomcat, Jetty, Spring | parameters are cut off each segment: `/login;x` is `/login` |
/// | those of them that decode first | `/login%3Bx` is `/login` |
/// | Apache with PHP-FPM or rewriting | `%3F` ends the path: `/admin.php%3Fx` is `/admin.php` |
/// | PHP, CGI, ASP.NET, JSP | what follows a program is its path info: `/login.php/x` is `/login.php` |
/// | ASP.NET | a segment such as `(S(x))` is a session and no segment |
///
/// A scope that protects asks for every reading, one that loosens must hold for all of them. The case of letters and the
/// slash at the end are no readings of their own: `PathPattern.grade` judges them.
package struct PathReadings: Sendable, Equatable {
  /// There is nothing to read otherwise.
  package static let none = PathReadings(alternatives: [])

  /// More are no honest request's.
  package static let most = 24

  /// Without the path itself.
  package let alternatives: [[UInt8]]

  package var isEmpty: Bool { alternatives.isEmpty }

  private init(alternatives: [[UInt8]]) {
    self.alternatives = alternatives
  }

  /// - Parameter path: canonical. Nearly all have no other reading, which one pass finds out.
  /// - Returns: nil where there are more than `most`.
  package init?(of path: UnsafeRawBufferPointer) {
    guard Self.mayDiffer(path) else {
      self = .none
      return
    }
    var builder = ReadingBuilder(path)
    guard builder.build() else { return nil }
    alternatives = builder.readings
  }

  package init?(of path: String) {
    var path = path
    guard let readings = path.withUTF8({ PathReadings(of: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = readings
  }

  /// The one without any disguise: decoded, and without parameters. For keys by which requests are counted.
  package static func plainest(of path: String) -> String {
    var copy = path
    return copy.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      guard mayDiffer(bytes) else { return path }
      let reading = ReadingBuilder.reading(
        of: bytes, PathDecoding(slashes: true, parameters: .decoded, questions: true))
      return String(decoding: reading, as: UTF8.self)
    }
  }

  /// Text of a segment as every backend decodes it: reserved characters but the slash.
  static func decoded(segment: [UInt8]) -> [UInt8] {
    segment.withUnsafeBytes { ReadingBuilder.decoded($0, PathDecoding()) }
  }

  /// The readings of a pattern's text: what it would be a pattern for if all of it were decoded and cut.
  static func spellings(ofPattern text: String) -> [String] {
    var text = text
    return text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      var spellings: [String] = []
      for slashes in [false, true] {
        for parameters in [PathDecoding.Parameters.kept, .raw, .decoded] {
          for questions in [false, true] {
            let decoding = PathDecoding(slashes: slashes, parameters: parameters, questions: questions)
            let spelling = String(decoding: ReadingBuilder.reading(of: bytes, decoding), as: UTF8.self)
            if !spelling.utf8.elementsEqual(bytes), !spellings.contains(spelling) { spellings.append(spelling) }
          }
        }
      }
      return spellings
    }
  }

  /// Whether a byte of the path can mean something else to somebody.
  private static func mayDiffer(_ path: UnsafeRawBufferPointer) -> Bool {
    var dot = -1
    var previous: UInt8 = 0
    for index in path.indices {
      let byte = path[index]
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: ";"): return true
      case UInt8(ascii: "("): if previous == UInt8(ascii: "/") { return true }
      case UInt8(ascii: "."): dot = index
      case UInt8(ascii: "/"):
        if dot >= 0, ProgramExtension.isOne(path[(dot + 1)..<index]) { return true }
        dot = -1
      default: break
      }
      previous = byte
    }
    return false
  }
}

/// Which of the encoded or marked parts of a path are acted on.
struct PathDecoding {
  enum Parameters {
    case kept
    /// Cut first, then decoded.
    case raw
    /// Decoded first, so cut at `%3B` too.
    case decoded
  }

  var slashes = false
  var parameters = Parameters.kept
  var questions = false
}

/// Makes the readings of one path.
private struct ReadingBuilder {
  private let path: UnsafeRawBufferPointer
  private(set) var readings: [[UInt8]] = []

  init(_ path: UnsafeRawBufferPointer) {
    self.path = path
  }

  /// - Returns: false where there are too many.
  mutating func build() -> Bool {
    let slashes = has("%2F") ? [false, true] : [false]
    let questions = has("%3F") ? [false, true] : [false]
    let hasRaw = path.contains(UInt8(ascii: ";"))
    var cuts = [PathDecoding.Parameters.kept]
    if hasRaw { cuts.append(.raw) }
    if has("%3B") || hasRaw && slashes.count > 1 { cuts.append(.decoded) }
    for question in questions {
      for slash in slashes {
        for cut in cuts {
          let decoding = PathDecoding(slashes: slash, parameters: cut, questions: question)
          let reading = Self.reading(of: path, decoding)
          guard add(reading), addWithoutSessions(reading) else { return false }
        }
      }
    }
    return true
  }

  private mutating func addWithoutSessions(_ reading: [UInt8]) -> Bool {
    let segments = reading.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard segments.contains(where: Self.isSession) else { return true }
    let kept = segments.filter { !Self.isSession($0) }
    return add(Array(kept.joined(separator: [UInt8(ascii: "/")])))
  }

  /// With what it is without path info.
  private mutating func add(_ reading: [UInt8]) -> Bool {
    let reading = reading.first == UInt8(ascii: "/") ? reading : [UInt8(ascii: "/")] + reading
    var dot = -1
    for index in reading.indices {
      if reading[index] == UInt8(ascii: ".") {
        dot = index
      } else if reading[index] == UInt8(ascii: "/") {
        let isProgram = dot >= 0 && reading.withUnsafeBytes { ProgramExtension.isOne($0[(dot + 1)..<index]) }
        if isProgram, !append(Array(reading[..<index])) { return false }
        dot = -1
      }
    }
    return append(reading)
  }

  private mutating func append(_ reading: [UInt8]) -> Bool {
    guard !reading.elementsEqual(path), !readings.contains(reading) else { return true }
    guard readings.count < PathReadings.most else { return false }
    readings.append(reading)
    return true
  }

  private func has(_ escape: StaticString) -> Bool {
    escape.withUTF8Buffer { wanted in
      var index = 0
      while index + 2 < path.count {
        if path[index] == wanted[0], path[index + 1] == wanted[1], path[index + 2] == wanted[2] { return true }
        index += 1
      }
      return false
    }
  }

  /// `(S(x))`, `(A(x)F(y))`.
  private static func isSession(_ segment: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(segment.prefix(3))
    return bytes.count == 3 && bytes[0] == UInt8(ascii: "(") && bytes[1] | 0x20 &- 0x61 < 26
      && bytes[2] == UInt8(ascii: "(") && segment.suffix(2).elementsEqual("))".utf8)
  }

  /// The path after decoding and cutting, with single slashes and no dot segments.
  static func reading(of path: UnsafeRawBufferPointer, _ decoding: PathDecoding) -> [UInt8] {
    let decoded = decoded(path, decoding)
    var result: [UInt8] = []
    result.reserveCapacity(decoded.count)
    var starts: [Int] = []
    var endsInSlash = true
    for segment in decoded.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst() {
      endsInSlash = true
      if segment.elementsEqual("..".utf8) {
        if let start = starts.popLast() { result.removeSubrange(start...) }
      } else if !segment.isEmpty, !segment.elementsEqual(".".utf8) {
        starts.append(result.count)
        result.append(UInt8(ascii: "/"))
        result.append(contentsOf: segment)
        endsInSlash = false
      }
    }
    if endsInSlash { result.append(UInt8(ascii: "/")) }
    return result
  }

  static func decoded(_ path: UnsafeRawBufferPointer, _ decoding: PathDecoding) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(path.count)
    var isCut = false
    var index = 0
    while index < path.count {
      var byte = path[index]
      var wasEncoded = false
      if byte == UInt8(ascii: "%"), index + 2 < path.count, let octet = reserved(path[index + 1], path[index + 2]),
        octet != UInt8(ascii: "/") || decoding.slashes
      {
        byte = octet
        wasEncoded = true
      }
      index += wasEncoded ? 3 : 1
      if byte == UInt8(ascii: "?"), decoding.questions { return result }
      // Where parameters go first, an encoded slash is a part of its parameter.
      let isRaw = !wasEncoded || decoding.parameters == .decoded
      if byte == UInt8(ascii: "/"), isRaw { isCut = false }
      if byte == UInt8(ascii: ";"), isRaw, decoding.parameters != .kept { isCut = true }
      if !isCut { result.append(byte) }
    }
    return result
  }

  /// The reserved character of an escape in upper case, if it is one (RFC 3986, 2.2).
  private static func reserved(_ high: UInt8, _ low: UInt8) -> UInt8? {
    guard let digit = digit(low) else { return nil }
    let octet: UInt8 =
      switch high {
      case UInt8(ascii: "2"): 0x20 | digit
      case UInt8(ascii: "3"): 0x30 | digit
      case UInt8(ascii: "4"): 0x40 | digit
      default: 0
      }
    return "!$&'()*+,/:;=?@".utf8.contains(octet) ? octet : nil
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    default: nil
    }
  }
}

/// Extensions of files that servers run and to which they hand the rest of the path.
enum ProgramExtension {
  /// - Parameter text: without its dot, in any case.
  static func isOne(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard (2...5).contains(text.count) else { return false }
    var packed: UInt64 = 0
    for byte in text { packed = packed << 8 | UInt64(byte | 0x20) }
    return packedNames.contains(packed)
  }

  static let names = [
    "php", "php3", "php4", "php5", "php7", "php8", "phtml", "pht", "phar", "cgi", "fcgi", "pl", "py", "rb", "lua", "sh",
    "exe", "dll", "asp", "aspx", "ashx", "asmx", "axd", "svc", "jsp", "jspx", "jsf", "faces", "do", "cfm", "cfml",
    "cfc",
    "html", "htm", "shtml", "xhtml", "nsf",
  ]

  private static let packedNames = Set(names.map { $0.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })
}
