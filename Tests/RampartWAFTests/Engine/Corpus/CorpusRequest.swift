/// A request and the answer to it, as they are given to an engine.
struct CorpusRequest: Hashable {
  struct Field: Hashable {
    var name: [UInt8]
    var value: [UInt8]

    init(_ name: [UInt8], _ value: [UInt8]) {
      self.name = name
      self.value = value
    }

    init(_ name: String, _ value: String) {
      self.init(Array(name.utf8), Array(value.utf8))
    }
  }

  /// For messages: `932207-7`.
  var name = ""
  var method = Array("GET".utf8)
  var target = Array("/".utf8)
  var version = Array("HTTP/1.1".utf8)
  var fields: [Field] = []
  var body: [UInt8] = []
  var status = 200
  var answerFields: [Field] = [Field("Content-Type", "text/html")]
  var answer: [UInt8] = []

  /// The values of the fields with a name in lower case.
  func values(_ name: String) -> [[UInt8]] {
    fields.filter { String(decoding: $0.name, as: UTF8.self).lowercased() == name }.map(\.value)
  }

  mutating func set(_ name: String, _ value: [UInt8]) {
    fields.removeAll { String(decoding: $0.name, as: UTF8.self).lowercased() == name.lowercased() }
    fields.append(Field(Array(name.utf8), value))
  }

  /// With `Content-Length` as it is for its body.
  mutating func set(body: [UInt8], type: String) {
    self.body = body
    set("Content-Type", Array(type.utf8))
    set("Content-Length", Array(String(body.count).utf8))
  }

  var shown: String {
    let head = fields.map { "\(Latin1.text($0.name)): \(Latin1.text($0.value))" }
    let line = [method, target, version].map(Latin1.text).joined(separator: " ")
    return ([name, line] + head + ["", Latin1.text(Array(body.prefix(600)))]).joined(separator: "\n    ")
  }
}

extension CorpusRequest {
  /// Numbers are four bytes, lowest first; texts are their length and their bytes.
  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    for text in [Array(name.utf8), method, target, version] { Self.append(text, to: &bytes) }
    Self.append(fields, to: &bytes)
    Self.append(body, to: &bytes)
    Self.append(status, to: &bytes)
    Self.append(answerFields, to: &bytes)
    Self.append(answer, to: &bytes)
    return bytes
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  private static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
    append(text.count, to: &bytes)
    bytes += text
  }

  private static func append(_ fields: [Field], to bytes: inout [UInt8]) {
    append(fields.count, to: &bytes)
    for field in fields {
      append(field.name, to: &bytes)
      append(field.value, to: &bytes)
    }
  }

  /// All requests of a file. What is broken off is left out.
  static func decode(_ bytes: [UInt8]) -> [CorpusRequest] {
    var reader = Reader(bytes: bytes)
    var requests: [CorpusRequest] = []
    while let request = reader.request() { requests.append(request) }
    return requests
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func number() -> Int? {
      guard position + 4 <= bytes.count else { return nil }
      defer { position += 4 }
      return (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
    }

    mutating func text() -> [UInt8]? {
      guard let count = number(), position + count <= bytes.count else { return nil }
      defer { position += count }
      return Array(bytes[position..<position + count])
    }

    mutating func fields() -> [Field]? {
      guard let count = number() else { return nil }
      var fields: [Field] = []
      for _ in 0..<count {
        guard let name = text(), let value = text() else { return nil }
        fields.append(Field(name, value))
      }
      return fields
    }

    mutating func request() -> CorpusRequest? {
      guard let name = text(), let method = text(), let target = text(), let version = text(), let fields = fields(),
        let body = text(), let status = number(), let answerFields = self.fields(), let answer = text()
      else { return nil }
      return CorpusRequest(
        name: String(decoding: name, as: UTF8.self), method: method, target: target, version: version, fields: fields,
        body: body, status: status, answerFields: answerFields, answer: answer)
    }
  }
}
