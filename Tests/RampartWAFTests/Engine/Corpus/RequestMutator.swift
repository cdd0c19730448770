/// Requests that are made out of others, the same for the same seed: what one carries is put into another place of an
/// ordinary request, and bytes are written otherwise, doubled, or taken away.
struct RequestMutator {
  private let requests: [CorpusRequest]
  /// What the requests carry: arguments, values of fields, whole bodies.
  private let payloads: [[UInt8]]
  private var state: UInt64

  init(_ requests: [CorpusRequest], seed: UInt64) {
    self.requests = requests
    payloads = requests.flatMap(Self.payloads) + Self.plain
    state = seed
  }

  /// splitmix64
  mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[number(below: values.count)] }

  mutating func next(_ index: Int) -> CorpusRequest {
    var request = number(below: 4) == 0 ? changed(pick(requests)) : ordinary()
    request.name = "made-\(index)"
    return request
  }

  private static func payloads(_ request: CorpusRequest) -> [[UInt8]] {
    var pieces = [request.target, request.body]
    pieces += request.fields.filter { $0.value.count > 20 }.map(\.value)
    let marks = Array("?&=".utf8)
    for text in [request.target, request.body] {
      pieces += text.split(whereSeparator: { marks.contains($0) }).map { Array($0) }
    }
    return pieces.filter { (3...2000).contains($0.count) }
  }

  private static let plain = [
    "hello world", "O'Reilly", "user@example.org", "2024-11-28T10:00:00Z", "{\"a\":1}", "<b>bold</b>", "50% off",
    "a;b|c", "Zo\u{EB} & co", "C:\\Users\\me", "../index.html", "select one from the list", "1 or 2", "-1", "",
  ].map { Array($0.utf8) }
}

extension RequestMutator {
  /// A request of the tests with something about it that is not as it was.
  private mutating func changed(_ request: CorpusRequest) -> CorpusRequest {
    var request = request
    switch number(below: 6) {
    case 0: request.body = mutated(request.body)
    case 1: request.target = mutated(request.target).filter { $0 > 32 && $0 < 127 }
    case 2 where !request.fields.isEmpty:
      let index = number(below: request.fields.count)
      request.fields[index].value = mutated(request.fields[index].value).filter { $0 != 0 && $0 != 10 && $0 != 13 }
    case 3 where !request.fields.isEmpty: request.fields.remove(at: number(below: request.fields.count))
    case 4: request.method = Array(pick(["GET", "POST", "PUT", "HEAD", "OPTIONS", "get", "DELETE"]).utf8)
    default: request.set(pick(["User-Agent", "Referer", "X-Other", "Cookie"]), line(mutated(pick(payloads))))
    }
    return request
  }

  /// What browsers and programs send, with a payload somewhere in it.
  private mutating func ordinary() -> CorpusRequest {
    var request = CorpusRequest()
    request.fields = [
      .init("Host", "localhost"), .init("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101"),
      .init("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), .init("Accept-Language", "en-US,en;q=0.5"),
    ]
    let payload = number(below: 3) == 0 ? pick(payloads) : mutated(pick(payloads))
    let other = pick(payloads).prefix(200)
    switch number(below: 10) {
    case 0: request.target = Array("/search?q=".utf8) + escaped(payload) + Array("&page=2".utf8)
    case 1: request.target = Array("/item/".utf8) + escaped(payload) + Array("?id=".utf8) + escaped(Array(other))
    case 2: request.target = Array("/?".utf8) + escaped(payload) + Array("=1".utf8)
    case 3: request.set("Cookie", Array("session=0af3; theme=".utf8) + line(payload))
    case 4: request.set(pick(["User-Agent", "Referer", "X-Forwarded-For", "Accept-Encoding", "X-Any"]), line(payload))
    case 5, 6: post(form(payload, Array(other)), "application/x-www-form-urlencoded", &request)
    case 7: post(json(payload, Array(other)), "application/json", &request)
    case 8: post(xml(payload), pick(["application/xml", "text/xml"]), &request)
    default: post(multipart(payload, Array(other)), "multipart/form-data; boundary=b0undary", &request)
    }
    return request
  }

  private func post(_ body: [UInt8], _ type: String, _ request: inout CorpusRequest) {
    request.method = Array("POST".utf8)
    request.target = Array("/post".utf8)
    request.set(body: body, type: type)
  }

  private mutating func form(_ payload: [UInt8], _ other: [UInt8]) -> [UInt8] {
    let value = number(below: 5) == 0 ? payload : escaped(payload)
    return Array("name=".utf8) + escaped(other) + Array("&comment=".utf8) + value + Array("&submit=1".utf8)
  }

  private mutating func json(_ payload: [UInt8], _ other: [UInt8]) -> [UInt8] {
    let (value, second) = (quoted(payload), quoted(other))
    switch number(below: 3) {
    case 0: return Array("{\"user\":{\"name\":\"".utf8) + value + Array("\",\"age\":41},\"tags\":[1,\"b\",null]}".utf8)
    case 1: return Array("{\"".utf8) + value + Array("\":[\"".utf8) + second + Array("\",{\"x\":true}]}".utf8)
    default: return Array("[\"".utf8) + second + Array("\",\"".utf8) + value + Array("\"]".utf8)
    }
  }

  private mutating func xml(_ payload: [UInt8]) -> [UInt8] {
    let text = payload.filter { $0 > 31 && $0 < 127 }.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "<"): Array("&lt;".utf8)
      case UInt8(ascii: "&"): Array("&amp;".utf8)
      case UInt8(ascii: "\""): Array("&quot;".utf8)
      default: [byte]
      }
    }
    let isAttribute = number(below: 3) == 0
    return isAttribute
      ? Array("<?xml version=\"1.0\"?><a><b c=\"".utf8) + text + Array("\">x</b></a>".utf8)
      : Array("<?xml version=\"1.0\"?><a><b c=\"1\">".utf8) + text + Array("</b><d/></a>".utf8)
  }

  private mutating func multipart(_ payload: [UInt8], _ other: [UInt8]) -> [UInt8] {
    let name = quoted(other).filter { $0 > 31 && $0 < 127 }.prefix(60)
    let file = number(below: 2) == 0
    var body = Array("--b0undary\r\nContent-Disposition: form-data; name=\"".utf8)
    body += file ? Array("f\"; filename=\"".utf8) + name : name
    body += Array("\"\r\n".utf8) + Array((file ? "Content-Type: text/plain\r\n\r\n" : "\r\n").utf8) + payload
    body += Array("\r\n--b0undary\r\nContent-Disposition: form-data; name=\"last\"\r\n\r\n1\r\n--b0undary--\r\n".utf8)
    return body
  }
}

extension RequestMutator {
  /// A few places of a text are written otherwise.
  private mutating func mutated(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0...number(below: 3) where !text.isEmpty {
      let place = number(below: text.count)
      let byte = text[place]
      switch number(below: 12) {
      case 0: text[place] = byte ^ 0x20
      case 1: text.replaceSubrange(place...place, with: Self.percent(byte))
      case 2: text.replaceSubrange(place...place, with: Array("%25".utf8) + Self.percent(byte).dropFirst())
      case 3: text.replaceSubrange(place...place, with: Array("%u00".utf8) + Self.percent(byte).dropFirst())
      case 4:
        text.insert(
          contentsOf: Array(pick(["/**/", "--", "<!--", "\\", "''", "%00", "+", "\t", "%0a"]).utf8), at: place)
      case 5: text.remove(at: place)
      case 6: text.insert(byte, at: place)
      case 7: text.insert(contentsOf: pick(payloads).prefix(40), at: place)
      case 8: text.replaceSubrange(place...place, with: Array("&#\(byte);".utf8))
      case 9: text[place] = UInt8(number(below: 256))
      case 10: text.removeLast(number(below: text.count))
      default: text = text.map { $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }
      }
    }
    return text
  }

  private static func percent(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  private func escaped(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { byte -> [UInt8] in
      let isPlain = byte > 32 && byte < 127 && !"%&=+#?".utf8.contains(byte)
      // What is escaped already stays as it is.
      return isPlain || byte == UInt8(ascii: "%") ? [byte] : byte == 32 ? [UInt8(ascii: "+")] : Self.percent(byte)
    }
  }

  private func quoted(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { byte -> [UInt8] in
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return [UInt8(ascii: "\\"), byte] }
      return byte < 32 || byte > 126 ? Array("\\u00".utf8) + Self.percent(byte).dropFirst() : [byte]
    }
  }

  /// As the value of a field.
  private func line(_ text: [UInt8]) -> [UInt8] { text.filter { $0 > 31 && $0 < 127 } }
}
