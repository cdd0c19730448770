import RampartWAF

/// Puts what we made of requests beside what the oracle made of them.
struct BodyComparison {
  private(set) var explained: [BodyDifference: Int] = [:]
  private(set) var differences: [String] = []
  /// Requests in which the oracle found members, and in which it found an error: what was generated must have both.
  private(set) var withMembers = 0
  private(set) var withErrors = 0

  mutating func compare(_ question: BodyCase, _ answer: [String]) {
    let request = question.parsed()
    if answer.contains(where: {
      $0.hasPrefix("ARGS ") || $0.hasPrefix("FILES ") || $0.hasPrefix("XML_") || $0.hasPrefix("REQUEST_COOKIES ")
    }) {
      withMembers += 1
    }
    if answer.contains("REQBODY_ERROR - 31") || answer.contains("URLENCODED_ERROR - 31") { withErrors += 1 }
    var ours = BodyLines.lines(of: request)
    var theirs = answer
    switch question.processor {
    case .multipart:
      if let reason = reason(question, request) {
        explained[reason, default: 0] += 1
        return
      }
      normalizeMultipart(&ours, &theirs)
    case .xml:
      if theirs.contains("REQBODY_ERROR - 31"), ours.contains("REQBODY_ERROR - 31") {
        let (left, right) = (ours.sorted(), theirs.sorted())
        if left != right { explained[.partialText, default: 0] += 1 }
        ours.removeAll { $0.hasPrefix("XML_") }
        theirs.removeAll { $0.hasPrefix("XML_") }
      } else if let reason = reason(xml: question, ours), theirs.contains("REQBODY_ERROR - 30") {
        explained[reason, default: 0] += 1
        return
      }
    case .json:
      if request.message.hasSuffix("trailing garbage\n"), theirs.contains("REQBODY_ERROR - 30") {
        explained[.trailingString, default: 0] += 1
        return
      }
    case .urlEncoded: break
    }
    let (left, right) = (ours.sorted(), theirs.sorted())
    if left != right { report(question, left, right) }
  }

  private func reason(_ question: BodyCase, _ request: RequestParts) -> BodyDifference? {
    if request.message.hasSuffix("C-T (empty).") { return .emptyBoundary }
    if request.message.hasSuffix("(contains invalid character).") { return .headerCharacters }
    return hasUnterminatedQuote(question.body) ? .unterminatedQuote : nil
  }

  private func reason(xml question: BodyCase, _ ours: [String]) -> BodyDifference? {
    guard ours.contains("REQBODY_ERROR - 31") else { return nil }
    let text = String(decoding: question.body, as: UTF8.self)
    if text.contains("<!DOCTYPE") { return .documentType }
    if text.contains("xmlns:n") { return .repeatedNamespace }
    return text.contains("encoding") ? .encoding : nil
  }

  /// A value that begins with a quote which does not come again in its header, in the unfolded way that is common.
  private func hasUnterminatedQuote(_ body: [UInt8]) -> Bool {
    let lines = body.split(separator: 0x0A, omittingEmptySubsequences: false)
    var header: [UInt8] = []
    for line in lines + [[]] {
      if let first = line.first, first == 0x20 || first >= 0x09 && first < 0x0D {
        header += line
        continue
      }
      if isUnterminated(header) { return true }
      header = Array(line)
    }
    return false
  }

  private func isUnterminated(_ header: [UInt8]) -> Bool {
    guard let colon = header.firstIndex(of: 0x3A) else { return false }
    guard String(decoding: header[..<colon], as: UTF8.self).lowercased() == "content-disposition" else { return false }
    var index = colon + 1
    while index < header.count {
      if header[index] == 0x3D {
        index += 1
        while index < header.count, header[index] == 0x20 || header[index] == 0x09 { index += 1 }
        guard index < header.count, header[index] == 0x22 || header[index] == 0x27 else { continue }
        let quote = header[index]
        index += 1
        while index < header.count, header[index] != quote {
          let escapes = header[index] == 0x5C && index + 1 < header.count
          index += escapes && (header[index + 1] == quote || header[index + 1] == 0x5C) ? 2 : 1
        }
        if index >= header.count { return true }
      }
      index += 1
    }
    return false
  }

  private mutating func normalizeMultipart(_ ours: inout [String], _ theirs: inout [String]) {
    ours = ours.map { line in
      rewritten(line, names: ["ARGS", "ARGS_POST"], counting: .lineEnds, Self.joined)
    }
    theirs = theirs.map { line in
      rewritten(line, names: ["MULTIPART_PART_HEADERS"], counting: .headerLineEnds, Self.chomped)
    }
  }

  private mutating func rewritten(
    _ line: String, names: [String], counting reason: BodyDifference, _ change: ([UInt8]) -> [UInt8]
  ) -> String {
    let fields = line.split(separator: " ")
    guard names.contains(String(fields[0])) else { return line }
    let value = BodyLines.bytes(fields[2])
    let changed = change(value)
    if changed != value { explained[reason, default: 0] += 1 }
    return "\(fields[0]) \(fields[1]) \(BodyLines.hexadecimal(changed))"
  }

  private static func joined(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if byte != 0x0A {
        result.append(byte)
      } else if index > 0, bytes[index - 1] == 0x0D {
        result.removeLast()
      }
    }
    return result
  }

  private static func chomped(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.last == 0x0A else { return bytes }
    return Array(bytes.dropLast(bytes.dropLast().last == 0x0D ? 2 : 1))
  }

  private mutating func report(_ question: BodyCase, _ ours: [String], _ theirs: [String]) {
    let left = Set(ours).subtracting(theirs).sorted().map(Self.readable)
    let right = Set(theirs).subtracting(ours).sorted().map(Self.readable)
    differences.append(
      """
      \(String(decoding: question.contentType, as: UTF8.self)) \(question.processor)
      body \(String(decoding: question.body.prefix(400), as: UTF8.self).debugDescription)
      query \(String(decoding: question.query, as: UTF8.self).debugDescription)
      cookies \(question.cookies.map { String(decoding: $0, as: UTF8.self) })
      ours \(left)
      theirs \(right)
      """)
  }

  private static func readable(_ line: String) -> String {
    let fields = line.split(separator: " ")
    return "\(fields[0]) "
      + fields[1...].map { String(decoding: BodyLines.bytes($0), as: UTF8.self).debugDescription }.joined(
        separator: "=")
  }
}
