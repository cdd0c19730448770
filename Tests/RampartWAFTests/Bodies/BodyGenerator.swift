import RampartWAF

/// Requests with odd bodies, the same ones for the same seed: pieces that a format is made of, put together as they
/// should be, then changed in a few places.
struct BodyGenerator {
  private var state: UInt64
  /// Every other request is nearly as it should be, so that what comes after the first error is tried as well.
  private(set) var isCalm = false

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(below limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func chance(_ one: Int) -> Bool { number(below: one) == 0 }

  /// Whether something odd is to happen.
  mutating func odd(_ one: Int) -> Bool { chance(isCalm ? one * 12 : one) }

  mutating func startCase() { isCalm = chance(2) }

  mutating func pick(_ choices: [String]) -> String { choices[number(below: choices.count)] }

  mutating func repeated(_ range: ClosedRange<Int>, _ piece: (inout Self) -> String) -> [String] {
    let count = range.lowerBound + number(below: range.count)
    return (0..<count).map { _ in piece(&self) }
  }

  /// A few bytes are taken out, put in, doubled, or replaced by ones that mean something.
  mutating func mutated(_ text: String, marks: String) -> [UInt8] {
    var bytes = Array(text.utf8)
    let marks = Array(marks.utf8)
    for _ in 0..<(odd(3) ? number(below: 4) : 0) where !bytes.isEmpty {
      let index = number(below: bytes.count)
      switch number(below: 6) {
      case 0: bytes.remove(at: index)
      case 1: bytes.insert(marks[number(below: marks.count)], at: index)
      case 2: bytes[index] = marks[number(below: marks.count)]
      case 3: bytes[index] = UInt8(truncatingIfNeeded: next())
      case 4: bytes.removeSubrange(index..<min(bytes.count, index + number(below: 8)))
      default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + number(below: 12))], at: index)
      }
    }
    if odd(30) { bytes = Array(bytes.prefix(number(below: bytes.count + 1))) }
    return bytes
  }
}

extension BodyGenerator {
  mutating func urlEncoded() -> BodyCase {
    let pieces = [
      "a", "b", "name", "=", "==", "&", "&&", "+", "%", "%4", "%41", "%zz", "%00", "%0a", "%25", "%u0041", "%c3%a9",
      ";", " ", "é", "\u{0}", "1", "x=y", "%3d", "%26", "'", "\"", "<script>",
    ]
    let body = mutated(repeated(0...14) { $0.pick(pieces) }.joined(), marks: "&=+%0aF;\u{0}")
    // A target has neither of the two, and ends at the first byte of zero.
    let query = mutated(repeated(0...8) { $0.pick(pieces) }.joined(), marks: "&=+%0a").filter { $0 != 0 && $0 != 0x23 }
    let types = [
      "application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded; charset=utf-8",
      "application/x-www-form-urlencodedx",
    ]
    return BodyCase(.urlEncoded, body, contentType: Array(pick(types).utf8), query: query)
  }

  mutating func cookies() -> BodyCase {
    let pieces = [
      "a", "b=1", "name", "=", "==", ";", "; ", ";;", " ", "\t", "\u{B}", "%41", "+", "\"x\"", "c=d=e", ",", "é",
      "\u{1}",
    ]
    var result = BodyCase(.urlEncoded)
    result.cookies = (0..<1 + number(below: 2)).map { _ in
      mutated(repeated(0...10) { $0.pick(pieces) }.joined(), marks: ";= \t")
    }
    return result
  }

  mutating func json() -> BodyCase {
    var text = jsonValue(depth: 0)
    if chance(8) { text = pick([" ", "\n", "\t", "\u{B}", "\u{C}", "\u{FEFF}"]) + text }
    if chance(8) { text += pick([" ", "\n", "x", ",", "}", "]", "1", "\u{0}"]) }
    return BodyCase(.json, mutated(text, marks: "{}[]:,\"\\u0e-+.tfn/ \u{0}\u{B}"))
  }

  private mutating func jsonValue(depth: Int) -> String {
    switch number(below: depth > 4 ? 7 : 10) {
    case 0:
      return pick([
        "0", "1", "-1", "12.5", "1e5", "-0.0E-7", "01", "-", "1.", "1e", "123456789012345678901234567890", "+1",
      ])
    case 1: return pick(["true", "false", "null", "True", "nul", "truex"])
    case 2...6: return jsonString()
    case 7:
      return "[" + repeated(0...4) { $0.jsonValue(depth: depth + 1) }.joined(separator: pick([",", ", ", ",,", " "]))
        + "]"
    default:
      let members = repeated(0...4) {
        $0.jsonString() + $0.pick([":", ": ", " : ", "="]) + $0.jsonValue(depth: depth + 1)
      }
      return "{" + members.joined(separator: pick([",", ", ", " ,", ",\n"])) + (chance(30) ? "," : "") + "}"
    }
  }

  private mutating func jsonString() -> String {
    let pieces = [
      "a", "b", "key", "", "é", "\\n", "\\\"", "\\\\", "\\/", "\\b\\f\\r\\t", "\\u0041", "\\u00e9", "\\u0000",
      "\\ud83d\\ude00",
      "\\ud800", "\\udc00", "\\ud800\\u0041", "\\ud800x", "\\ud800\\n", "\\uD83D\\uDE0", "\\x", "\\u12", "\u{7F}",
      "\u{1}",
      ".array_0", " ", "<script>", "long enough to be skipped over eight at a time",
    ]
    return "\"" + repeated(0...3) { $0.pick(pieces) }.joined() + "\""
  }
}
