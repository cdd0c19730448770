import RampartWAF

/// Values that look like attacks and nothing like them, the same for the same seed.
struct TransformationInputs {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// splitmix64.
  private mutating func number(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }

  /// One of four kinds: fragments of all transformations, of this one's alone, bytes from a few, any bytes.
  mutating func value(for transformation: Transformation) -> [UInt8] {
    switch number(below: 8) {
    case 0...2: joined(Self.fragments, count: number(below: 12))
    case 3...5: joined(Self.fragments(for: transformation), count: number(below: 16))
    case 6: bytes(number(below: 40)) { Self.dense[$0.number(below: Self.dense.count)] }
    default: bytes(number(below: 150)) { UInt8($0.number(below: 256)) }
    }
  }

  private mutating func joined(_ fragments: [[UInt8]], count: Int) -> [UInt8] {
    var value: [UInt8] = []
    for _ in 0..<count {
      let fragment = fragments[number(below: fragments.count)]
      // Now and then a fragment is broken off.
      value += number(below: 6) == 0 ? fragment.prefix(number(below: fragment.count + 1)) : fragment[...]
    }
    return value
  }

  private mutating func bytes(_ count: Int, _ next: (inout Self) -> UInt8) -> [UInt8] {
    (0..<count).map { _ in next(&self) }
  }
}

extension TransformationInputs {
  private static let dense = Latin1.bytes("\\%&#;x0uU4fF1aA /.*-><!+='\",(^\0\t\n\u{A0}\u{C3}\u{80}")

  private static func fragments(for transformation: Transformation) -> [[UInt8]] {
    switch transformation {
    case .base64Decode, .base64DecodeExt: base64
    case .cssDecode, .jsDecode, .escapeSeqDecode: backslashes
    case .htmlEntityDecode: entities
    case .normalizePath, .normalizePathWin: paths
    case .removeComments, .removeCommentsChar, .replaceComments: comments
    case .sqlHexDecode, .hexDecode: numbers
    case .urlDecode, .urlDecodeUni, .urlEncode: escapes
    case .utf8toUnicode: characters
    default: spaces
    }
  }

  private static let fragments =
    base64 + backslashes + entities + paths + comments + numbers + escapes + characters + spaces + plain

  private static func split(_ text: String) -> [[UInt8]] { text.split(separator: "¦").map { Latin1.bytes(String($0)) } }

  private static let base64 = split("QUJD¦QQ==¦QUI=¦9¦A¦-_¦+/¦=¦==¦\r\n¦\n¦ ¦  \n¦!¦\0¦\r")
  private static let backslashes = split(
    "\\41¦\\x41¦\\u0041¦\\uff21¦\\uFF5f¦\\fF41¦\\0ff41¦\\00FF41¦\\1ff41¦\\a¦\\7¦\\377¦\\400¦\\777¦\\n¦\\t¦\\\\¦\\¦\\\n¦"
      + "\\'¦\\x4¦\\xzz¦\\X41¦\\u004¦\\U0041¦\\0¦\\00 ¦\\9¦\\b\\f\\r\\v\\?\\\"¦g¦1¦ ¦\n¦\\u0000¦\\uff00¦\\uff5e")
  private static let entities = split(
    "&lt;¦&GT;¦&amp;¦&quot¦&nbsp;¦&apos;¦&#65;¦&#x41;¦&#X3c¦&#0;¦&#;¦&#x;¦&#¦&¦&&¦;¦&lta¦&#99999999999999999999;¦"
      + "&#9223372036854775807;¦&#9223372036854775808;¦&#xffffffffffffffff;¦&#x7fffffffffffff41;¦&#256;¦&AmP¦a¦1¦g¦x")
  private static let paths = split("/¦//¦.¦..¦...¦/..¦/.¦./¦../¦\\¦\\\\¦\\\\\\¦..\\¦\\..¦a¦dir¦a..¦.a¦c:¦/a/")
  private static let comments = split("/*¦*/¦/**/¦<!--¦-->¦--¦-¦#¦*¦/¦<¦!¦>¦a¦b c¦/*a*/¦<!--b-->¦\0")
  private static let numbers = split("0x¦0X41¦0x4142¦0x00¦0x4¦0¦x¦41¦fF¦zz¦ ¦a¦\0¦g¦0x6a6¦'")
  private static let escapes = split(
    "%41¦%zz¦%4¦%¦%%¦%u0041¦%U0041¦%uff1c¦%uFF5E¦%uff5f¦%uff00¦%u00¦%u¦%u12g4¦+¦a¦%00¦%2525¦%2b¦ ¦*-_.~")
  private static let characters = split(
    "\u{C3}\u{A9}¦\u{E2}\u{82}\u{AC}¦\u{F0}\u{9F}\u{98}\u{80}¦\u{C0}\u{80}¦\u{C1}\u{BF}¦\u{E0}\u{80}\u{AF}¦"
      + "\u{ED}\u{A0}\u{80}¦\u{ED}\u{BF}\u{BF}¦\u{F0}\u{80}\u{80}\u{80}¦\u{F4}\u{8F}\u{BF}\u{BF}¦"
      + "\u{F4}\u{90}\u{80}\u{80}¦"
      + "\u{F5}\u{80}\u{80}\u{80}¦\u{F7}\u{BF}\u{BF}\u{BF}¦\u{F8}¦\u{FF}¦\u{80}¦\u{BF}¦\u{C3}¦"
      + "\u{E2}\u{82}¦\u{F0}\u{9F}¦\0¦a"
  )
  private static let spaces = split(
    " ¦  ¦\t¦\n¦\r\n¦\u{0B}¦\u{0C}¦\u{A0}¦\u{85}¦\0¦a¦Bc¦/¦(¦\"¦'¦^¦\\¦,¦;¦ /¦, (¦Z¦\u{E9}¦\u{C3}\u{A0}")
  private static let plain = split("<script>¦SELECT¦union¦1=1¦onerror=alert(1)¦hello world¦/etc/passwd¦id=5&name=x")
}
