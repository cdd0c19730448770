import RampartWAF
import Testing

@Suite("XML bodies") struct XMLTests {
  @Test(
    "The text of the root and the values of all attributes are there",
    arguments: [
      ("<a>x</a>", "x", []), ("<a/>", "", []), ("<a b='1' c=\"2\"/>", "", ["1", "2"]),
      ("<a>x<b c='1'>y</b>z</a>", "xyz", ["1"]),
      ("<?xml version='1.0' encoding='UTF-8' standalone='no'?>\n<a>x</a>\n", "x", []), ("\u{FEFF}<a>x</a>", "x", []),
      ("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;</a>", "<>&\"'AB", []), ("<a b='&lt;&#10;&#38;'/>", "", ["<\n&"]),
      ("<a><![CDATA[<x>&amp;\r\n]]></a>", "<x>&amp;\r\n", []), ("<a>x<!-- y -->z<?p q?></a>", "xz", []),
      ("<a>1\r\n2\r3</a>", "1\n2\n3", []), ("<a b='1\r\n2\t3\n'/>", "", ["1 2 3 "]),
      ("<a xmlns='u' xmlns:n='v' n:b='1'/>", "", ["1"]), ("<!DOCTYPE a><a>x</a>", "x", []),
      ("<!DOCTYPE a SYSTEM \"http://x/y\"><a/>", "", []), ("<!DOCTYPE a PUBLIC 'p' \"x\" ><a/>", "", []),
      ("<!-- c --><?p?> <a/><!-- d -->", "", []), ("<a>é\u{10FFFF}]]</a>", "é\u{10FFFF}]]", []), ("<é:b._-1/>", "", []),
      ("<a b = '1' >x</a >", "x", ["1"]),
    ])
  func read(text: String, content: String, attributes: [String]) {
    let request = BodyCase(.xml, text).parsed()
    #expect(request.body.error == nil)
    #expect(request.body.xmlText.map(request.text) == content)
    #expect(request.body.xmlAttributes.map(request.text) == attributes)
  }

  @Test(
    "What is not well-formed is an error",
    arguments: [
      "", "<a", "x", "<a>", "<a></b>", "<a/>x", "<a/><b/>", "</a>", "<a b=1/>", "<a b/>", "<a b='1'c='2'/>",
      "<a b='1' b='2'/>",
      "<a b='<'/>", "<a b='1/>", "<a>&</a>", "<a>&x;</a>", "<a>&lt</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
      "<a>&#x110000;</a>",
      "<a>&#;</a>", "<a>&#99999999999999999999;</a>", "<a>]]></a>", "<a>\u{1}</a>", "<a>\u{FFFE}</a>",
      "<a><!-- -- --></a>",
      "<a><!-- x</a>", "<a><![CDATA[x</a>", "<a><?p x</a>", "<a><?xml version='1.0'?></a>",
      " <?xml version='1.0'?><a/>",
      "<?xml encoding='UTF-8'?><a/>", "<?xml version='2.0'?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>",
      "<?xml version='1.0' encoding='utf-7'?><a/>", "<?xml version='1.0' encoding='utf-16'?><a/>", "<1/>", "<a 1='x'/>",
      "<>",
      "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
      "<!DOCTYPE a [<!ENTITY % p SYSTEM 'x'> %p;]><a/>", "<!DOCTYPE a><!DOCTYPE a><a/>", "<a/><!DOCTYPE a>",
      "<a><!DOCTYPE a></a>",
      "<!DOCTYPE><a/>", "<!DOCTYPE a SYSTEM><a/>", "< a/>", "<a><![cdata[x]]></a>", "\u{FEFF}",
    ])
  func malformed(text: String) {
    let request = BodyCase(.xml, text).parsed()
    #expect(request.body.error == .malformed)
    #expect(request.message == "XML parsing error: XML: Failed parsing document.")
  }

  @Test("What was read before an error stays, but for the tag with the error")
  func partial() {
    let request = BodyCase(.xml, "<a b='1'>x<c d='2'>y</c><e f='3' f='4'>z</e></a>").parsed()
    #expect(request.body.error == .malformed)
    #expect(request.body.xmlText.map(request.text) == "xy")
    #expect(request.body.xmlAttributes.map(request.text) == ["1", "2"])
  }

  @Test("UTF-16 and Latin-1 are read, and what is neither of what it says is refused")
  func encodings() {
    func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
      text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
    }
    let text = "<?xml version='1.0' encoding='UTF-16'?><a b='é'>😀</a>"
    for bigEndian in [false, true] {
      for mark in ["", "\u{FEFF}"] {
        let request = BodyCase(.xml, utf16(mark + text, bigEndian: bigEndian)).parsed()
        #expect(request.body.error == nil)
        #expect(request.body.xmlText.map(request.text) == "😀")
        #expect(request.body.xmlAttributes.map(request.text) == ["é"])
      }
    }
    let latin1 = Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
    let request = BodyCase(.xml, latin1).parsed()
    #expect(request.body.xmlText.map(request.text) == "é" && request.body.error == nil)
    let ascii = Array("<?xml version='1.0' encoding='us-ascii'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
    #expect(BodyCase(.xml, ascii).parsed().body.error == .malformed)
    #expect(BodyCase(.xml, utf16("<?a?><b/>", bigEndian: false) + [0]).parsed().body.error == .malformed)
    #expect(
      BodyCase(.xml, utf16("\u{FEFF}<a>", bigEndian: true) + [0xD8, 0, 0, 0x41]).parsed().body.error == .malformed)
    #expect(BodyCase(.xml, [0, 0, 0, 0x3C, 0, 0, 0, 0x61]).parsed().body.error == .malformed)
  }

  @Test(
    "Bytes that are no UTF-8 are refused",
    arguments: [[0xC1, 0x81], [0xE0, 0x81, 0x81], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]
      as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    for question in ["<a>": "</a>", "<a b='": "'/>", "<a><!--": "--></a>", "<a": "/>"] {
      let text = Array(question.key.utf8) + bytes + Array(question.value.utf8)
      #expect(BodyCase(.xml, text).parsed().body.error == .malformed)
    }
  }

  @Test("Depth and attributes have limits")
  func limits() {
    var limits = BodyLimits()
    limits.xmlDepth = 2
    #expect(BodyCase(.xml, "<a><b/></a>").parsed(limits: limits).body.error == nil)
    #expect(BodyCase(.xml, "<a><b><c/></b></a>").parsed(limits: limits).body.error == .tooDeep)
    limits.xmlAttributes = 2
    #expect(BodyCase(.xml, "<a b='' c=''/>").parsed(limits: limits).body.error == nil)
    #expect(BodyCase(.xml, "<a b='' c='' d=''/>").parsed(limits: limits).body.error == .tooManyMembers)
    #expect(BodyCase(.xml, "<a b='' c=''><d e=''/></a>").parsed(limits: limits).body.error == .tooManyMembers)
  }
}
