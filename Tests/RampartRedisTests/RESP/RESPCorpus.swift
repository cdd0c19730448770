import RampartRedis

/// Messages and what they mean.
enum RESPCorpus {
  static let replies: [(bytes: String, value: RESPValue)] = [
    ("+OK\r\n", .simple("OK")),
    ("+\r\n", .simple("")),
    ("-ERR no\r\n", .error("ERR no")),
    (":0\r\n", .integer(0)),
    (":-9223372036854775808\r\n", .integer(.min)),
    (":+7\r\n", .integer(7)),
    ("$0\r\n\r\n", .bulk([])),
    ("$5\r\na\r\nbc\r\n", .bulk(Array("a\r\nbc".utf8))),
    ("$-1\r\n", .null),
    ("*-1\r\n", .null),
    ("_\r\n", .null),
    ("*0\r\n", .array([])),
    ("*2\r\n:1\r\n*1\r\n$1\r\nx\r\n", .array([.integer(1), .array([.bulk([0x78])])])),
    ("*3\r\n*0\r\n%0\r\n~0\r\n", .array([.array([]), .map([]), .set([])])),
    ("#t\r\n", .boolean(true)),
    ("#f\r\n", .boolean(false)),
    (",1.5\r\n", .double(1.5)),
    (",-2e3\r\n", .double(-2000)),
    (",10\r\n", .double(10)),
    (",inf\r\n", .double(.infinity)),
    (",-inf\r\n", .double(-.infinity)),
    ("(-349999999999999999999999999\r\n", .bigNumber("-349999999999999999999999999")),
    ("=8\r\ntxt:text\r\n", .verbatim(format: "txt", text: Array("text".utf8))),
    ("!5\r\nERR x\r\n", .error("ERR x")),
    (
      "%2\r\n+a\r\n:1\r\n+b\r\n~1\r\n#t\r\n",
      .map([.init(key: .simple("a"), value: .integer(1)), .init(key: .simple("b"), value: .set([.boolean(true)]))])
    ),
    ("~2\r\n+a\r\n+b\r\n", .set([.simple("a"), .simple("b")])),
    // Attributes: before a value, inside an array (they do not count), nested and empty.
    ("|1\r\n+ttl\r\n:9\r\n+OK\r\n", .simple("OK")),
    ("*2\r\n:1\r\n|1\r\n+k\r\n*1\r\n:3\r\n:2\r\n", .array([.integer(1), .integer(2)])),
    ("|0\r\n|1\r\n|0\r\n+a\r\n+b\r\n_\r\n", .null),
  ]

  static let pushes: [(bytes: String, elements: [RESPValue])] = [
    (">2\r\n+invalidate\r\n*1\r\n$1\r\nk\r\n", [.simple("invalidate"), .array([.bulk([0x6B])])]),
    (">0\r\n", []),
  ]

  /// Each with a word of what it must be refused for.
  static let violations: [(bytes: String, word: String)] = [
    ("hello\r\n", "type byte"), ("\r\n", "type byte"), ("?1\r\n", "type byte"), ("\0\r\n", "type byte"),
    ("+OK\n", "CR LF"), ("+O\rK\r\n", "CR LF"), ("+O\nK\r\n", "CR LF"), ("\n", "type byte"),
    (":\r\n", "integer"), (":-\r\n", "integer"), (":1a\r\n", "integer"), (": 1\r\n", "integer"),
    (":9223372036854775808\r\n", "integer"), (":0x1\r\n", "integer"),
    ("$-2\r\n", "length"), ("$\r\n", "length"), ("$+1\r\n", "length"), ("$1x\r\n", "length"), ("$?\r\n", "length"),
    ("$99999999999\r\n", "length"), ("*-2\r\n", "length"), ("*?\r\n", "length"), ("%-1\r\n", "length"),
    ("~-1\r\n", "length"), ("!-1\r\n", "length"), ("=-1\r\n", "length"), (">-1\r\n", "length"), ("|-1\r\n", "length"),
    ("$1\r\nab\r\n", "bulk"), ("$1\r\na\n\n", "bulk"),
    ("#\r\n", "boolean"), ("#true\r\n", "boolean"), ("#T\r\n", "boolean"),
    (",\r\n", "double"), (",0x1p3\r\n", "double"), (",infinity\r\n", "double"), (",1e\r\n", "double"),
    ("(\r\n", "big number"), ("(1.5\r\n", "big number"), ("_x\r\n", "null"),
    ("=3\r\ntxt\r\n", "verbatim"), ("=4\r\ntext\r\n", "verbatim"),
    ("*1\r\n>1\r\n+a\r\n", "push"), ("|1\r\n>0\r\n", "push"),
  ]
}
