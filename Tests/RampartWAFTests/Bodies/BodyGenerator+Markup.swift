import RampartWAF

extension BodyGenerator {
  mutating func multipart() -> BodyCase {
    startCase()
    let boundary = pick(["b", "b", "----x1", "a b", "0123456789abcdef", "-", "b'c", "b:=?c"])
    let end = pick(["\r\n", "\r\n", "\r\n", "\n"])
    let before = odd(12) ? pick(["x", "--", "preamble\r\n", "\r\n"]) : ""
    let parts = repeated(1...4) { "--" + boundary + end + $0.part(end: end, boundary: boundary) }.joined()
    let last = odd(12) ? pick(["", "--" + boundary, "--" + boundary + "-"]) : "--" + boundary + "--"
    let after = pick([end, end, end, "", end + "x", "\n"])
    let type = contentType(boundary)
    let body = mutated(before + parts + last + after, marks: "-\r\n:;=\"'\\ \t\u{0}b")
    return BodyCase(.multipart, body, contentType: odd(20) ? mutated(type: type) : Array(type.utf8))
  }

  /// Without the type itself, which decides that it is multipart. A header holds no bytes of zero.
  private mutating func mutated(type: String) -> [UInt8] {
    let rest = mutated(String(type.dropFirst(19)), marks: ";=\" ,boundary")
    return Array(type.utf8.prefix(19)) + rest.filter { $0 != 0 && $0 != 10 && $0 != 13 }
  }

  private mutating func contentType(_ boundary: String) -> String {
    if !odd(12) { return "multipart/form-data; boundary=" + boundary }
    return pick([
      "multipart/form-data; boundary=\"\(boundary)\"", "multipart/form-data boundary=\(boundary)",
      "multipart/form-data; boundary =\(boundary)", "multipart/form-data; boundary= \(boundary)",
      "Multipart/Form-Data;boundary=\(boundary)", "multipart/form-data; boundary=\(boundary);charset=utf-8",
      "multipart/form-data; charset=utf-8; boundary=\(boundary)", "multipart/form-data; Boundary=\(boundary)",
      "multipart/form-data; boundary=\"\(boundary)", "multipart/form-data; boundary=", "multipart/form-data",
      "multipart/form-data; boundary=\(boundary); boundary=\(boundary)", "multipart/form-data; boundary=\"\"",
    ])
  }

  private mutating func part(end: String, boundary: String) -> String {
    var headers = "Content-Disposition: " + disposition() + end
    if chance(4) { headers += "Content-Type: " + pick(["text/plain", "text/plain; charset=utf-7", "a/b"]) + end }
    if odd(10) { headers += pick([" folded", "\tfolded", "\u{B}x", "  "]) + end }
    if odd(10) {
      headers += pick(["X-A:1", "X-A : 1", "colonless", ":x", "X-\u{1}: y", "content-disposition: z", "X:"]) + end
    }
    if odd(25) { headers += pick([" f", "\t\u{C}f"]) + end }
    if odd(60) { headers += "X-Long: " + String(repeating: "v", count: 4080 + number(below: 30)) + end }
    return headers + (odd(25) ? "" : end) + content(end: end, boundary: boundary)
  }

  private mutating func content(end: String, boundary: String) -> String {
    if odd(15) { return "" }
    let pieces =
      isCalm
      ? ["x", "value", end, "\n", "\r", "\r\n", "--", "a: b", "\u{0}", "é"]
      : [
        "x", "value", end, "\n", "\r", "\r\n", "--", "--" + boundary, " --" + boundary, "-- " + boundary,
        "--\"" + boundary,
        "a: b", "\u{0}", "é",
      ]
    var text = repeated(0...6) { $0.chance(2) ? $0.pick(["x", "value", "y z"]) : $0.pick(pieces) }.joined()
    if chance(40) { text += String(repeating: "l", count: 4090 + number(below: 12)) + pick(["", "\r", "\r\nx", "\n"]) }
    return text + end
  }

  private mutating func disposition() -> String {
    if !odd(4) {
      return "form-data; name=\"" + pick(["a", "b", "file"]) + "\"" + (chance(3) ? "; filename=\"f.txt\"" : "")
    }
    let names = [
      "name=\"a\"", "name='a'", "name=a", "name=\"a\\\"b\\\\c\\d\"", "name=a'b", "name=\"\"", "name = \"a\"", "name",
      "filename=\"f\"", "filename=f", "filename=\"\"", "filename='f'", "filename*=UTF-8''x%41", "filename*=UTF-8''x%4",
      "filename*=''x", "filename*=utf-8'en'a b", "filename =\"f\"", "x=y", "name=\"_charset_\"",
      "filename=\"C:\\x\\y\"",
    ]
    return pick(["form-data", "form-data ", "form-data", "attachment", "Form-Data"]) + pick(["; ", ";", " ; "])
      + repeated(0...3) { $0.pick(names) }.joined(separator: pick(["; ", ";", " ", ", "]))
  }

  mutating func xml() -> BodyCase {
    startCase()
    let start = pick([
      "", "", "", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='UTF-8'?>\n", "<!-- c -->", "\u{FEFF}",
      "<?xml version='1.0' encoding='iso-8859-1'?>", "<?xml version=\"1.0\" standalone=\"yes\" ?>", " ", "<?pi x?>",
      "<?xml encoding='UTF-8'?>", "<?xml version='1.0' encoding='us-ascii'?>", "<?xml version='1.1'?>",
    ])
    let type =
      odd(25)
      ? pick(["<!DOCTYPE a>", "<!DOCTYPE a SYSTEM \"x\">", "<!DOCTYPE a PUBLIC 'p' 'x'>", "<!DOCTYPE>"]) : ""
    let end = pick(["", "", "", "\n", "<!-- e -->", "<?pi?>", "x", "<b/>"])
    return BodyCase(.xml, mutated(start + type + element(depth: 0) + end, marks: "<>/&;='\"! -?]\u{1}xé"))
  }

  private mutating func element(depth: Int) -> String {
    let name = pick(["a", "b", "c", "n:d", "é", "_e-1.2", "a"])
    var attributes = repeated(0...2) { " " + $0.attribute() }.joined()
    if chance(3) { attributes += pick([" ", "\n", ""]) }
    if chance(6) { return "<" + name + attributes + "/>" }
    let content = repeated(0...4) { $0.node(depth: depth) }.joined()
    return "<" + name + attributes + ">" + content + "</" + (odd(60) ? "a" : name) + pick([">", ">", ">", " >"])
  }

  private mutating func attribute() -> String {
    let quote = pick(["\"", "'"])
    let values =
      isCalm
      ? ["v", "", " 1 2 ", "a\r\nb\tc", "&lt;&#65;", "é", ">", "&#38;lt;"]
      : [
        "v", "", " 1  2 ", "a\nb", "a\r\nb\tc", "&lt;&gt;&amp;&quot;&apos;", "&#65;&#x42;", "&#10;&#38;", "&e;", "é",
        ">",
        "&#38;lt;", "&#0;", "&#xD800;", "'", "\"",
      ]
    return pick(["x", "y", "n:z", "xmlns", "xmlns:n", "xml:lang", "x1"]) + pick(["=", "=", "=", " = "]) + quote
      + pick(values) + quote
  }

  private mutating func node(depth: Int) -> String {
    if depth < 5, chance(3) { return element(depth: depth + 1) }
    if isCalm {
      return pick([
        "text", " ", "a\r\nb\rc\nd", "&lt;&gt;&amp;&quot;&apos;", "&#65;&#x42;", "é", "<!-- c -->",
        "<![CDATA[<x>&\r\n]]>", "<?pi d?>", "]]",
      ])
    }
    return pick([
      "text", " ", "a\r\nb\rc\nd", "&lt;&gt;&amp;&quot;&apos;", "&#65;&#x42;", "&#13;", "&e;", "é\u{10FFFF}",
      "<!-- c -->",
      "<!-- a -- b -->", "<![CDATA[<x>&\r\n\r]]>", "<![CDATA[]]>", "<?pi data?>", "<?xml x?>", "]]", "]]>", ">",
      "\u{1}", "&",
      "<![CDATA[", "\u{FFFE}", "'\"",
    ])
  }
}
