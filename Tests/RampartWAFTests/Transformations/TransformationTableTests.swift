import RampartWAF
import Testing

/// Known values. Each character stands for one byte.
@Suite struct TransformationTableTests {
  @Test(
    "base64Decode takes all or nothing, base64DecodeExt takes what it can",
    arguments: [
      (Transformation.base64Decode, "VGVzdENhc2U=", "TestCase"), (.base64Decode, "VGVzdENh\r\nc2U=", "TestCase"),
      (.base64Decode, "VGVz*dENhc2U=", ""), (.base64Decode, "VGVz dENhc2U=", ""), (.base64Decode, "QUJDR", "ABC"),
      (.base64Decode, "QUJD\0QUJD", "ABC"), (.base64Decode, "QQ==QQ==", ""), (.base64Decode, "", ""),
      (.base64DecodeExt, "VGVz*dENhc2U=", "TestCase"),
      (
        .base64DecodeExt, "P.HNjcmlwd.D5hbGVydCgxKTs8L3NjcmlwdD4=",
        "<script>alert(1);</script>"
      ), (.base64DecodeExt, "QUJD-_QUJD", "ABCABC"), (.base64DecodeExt, "QUJD9", ""), (.base64DecodeExt, "Q=", ""),
      (.base64Encode, "TestCase", "VGVzdENhc2U="), (.base64Encode, "a", "YQ=="), (.base64Encode, "", ""),
    ])
  func base64(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "cmdLine undoes what hides a command from a rule and not from a shell",
    arguments: [
      ("C^OMMAND /C DIR", "command/c dir"), ("\"command\" /c dir", "command/c dir"), ("c\\at ,; /etc", "cat/etc"),
      ("a;\t\r\nb", "a b"), ("echo (1)", "echo(1)"), ("plain", "plain"), (" / ", "/ "), ("a\u{0B}b", "a\u{0B}b"),
    ])
  func commands(value: String, expected: String) {
    #expect(Transformation.cmdLine.result(of: value) == expected)
  }

  @Test(
    "white space is compressed, removed and trimmed as C has it",
    arguments: [
      (Transformation.compressWhitespace, "a \t\n\u{0B}\u{0C}\rb", "a b"), (.compressWhitespace, "\t", " "),
      (.compressWhitespace, "a b", "a b"), (.removeWhitespace, " a\tb\u{C2}\u{A0}c\u{85}", "abc\u{85}"),
      (.trim, " \ta b\n ", "a b"), (.trim, "  ", ""), (.trim, "\0 ", "\0"), (.trimLeft, " a ", "a "),
      (.trimRight, " a\u{0B}", " a"), (.removeNulls, "a\0\0b", "ab"), (.replaceNulls, "a\0b", "a b"),
    ])
  func whiteSpace(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "escapes with a backslash are decoded by the rules of each language",
    arguments: [
      (Transformation.cssDecode, "ja\\vascript", "javascript"), (.cssDecode, "\\6a av", "jav"),
      (.cssDecode, "\\00ff1c", "<"), (.cssDecode, "\\01ff1c", "\u{1C}"), (.cssDecode, "a\\\nb", "ab"),
      (.cssDecode, "a\\", "a"), (.cssDecode, "a\\0 b", "a\0b"), (.cssDecode, "a\0\\41", "a\0A"),
      (.cssDecode, "\\41\tb", "Ab"),
      (.jsDecode, "\\x3cscript\\x3e", "<script>"), (.jsDecode, "\\u003c\\uff1c", "<<"), (.jsDecode, "\\74\\400", "< 0"),
      (.jsDecode, "\\n\\q\\\\", "\nq\\"), (.jsDecode, "a\\", "a\\"), (.jsDecode, "\\u00g1", "u00g1"),
      (.escapeSeqDecode, "\\x41\\X42\\103", "ABC"), (.escapeSeqDecode, "\\a\\?\\'\\\"", "\u{07}?'\""),
      (.escapeSeqDecode, "\\777", "\u{FF}"), (.escapeSeqDecode, "\\xg\\", "xg\\"),
      (.escapeSeqDecode, "\\u0041", "u0041"),
    ])
  func backslashes(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "HTML's numbers and five names are decoded, everything else stays",
    arguments: [
      ("&lt;&GT;&amp;&quot;&nbsp;", "<>&\"\u{A0}"), ("&lt", "<"), ("&ltx;", "&ltx;"), ("&#60;&#x3C&#X3c;", "<<<"),
      ("&#0060", "<"), ("&#x1003c;", "<"), ("&#99999999999999999999;", "\u{FF}"), ("&#;&#x;&&", "&#;&#x;&&"),
      ("&apos;&colon;", "&apos;&colon;"), ("a&", "a&"),
    ])
  func entities(value: String, expected: String) {
    #expect(Transformation.htmlEntityDecode.result(of: value) == expected)
  }

  @Test(
    "paths lose what leads nowhere, and keep what leads out",
    arguments: [
      (Transformation.normalizePath, "/a/b/../c", "/a/c"), (.normalizePath, "/a//b/./c/", "/a/b/c/"),
      (.normalizePath, "/../../etc", "/etc"), (.normalizePath, "../../etc", "../../etc"),
      (.normalizePath, "a/../..", ".."),
      (.normalizePath, "./a", "a"), (.normalizePath, "a\\..\\b", "a\\..\\b"), (.normalizePathWin, "a\\..\\b", "b"),
      (.normalizePathWin, "C:\\dir\\.\\x", "C:/dir/x"), (.normalizePath, "", ""), (.normalizePath, "/", "/"),
    ])
  func paths(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "comments are replaced, removed, or lose their marks",
    arguments: [
      (Transformation.replaceComments, "a/*b*/c", "a c"), (.replaceComments, "a/*b", "a "),
      (.replaceComments, "*/a", "*/a"), (.removeComments, "a/*b*/c", "ac"), (.removeComments, "a<!--b-->c", "ac"),
      (.removeComments, "a--b", "a"), (.removeComments, "a#b", "a"), (.removeComments, "a/*b*/", "a\0"),
      (.removeCommentsChar, "a/*b*/c--d-->e#f<!--g", "abcdefg"), (.removeCommentsChar, "a-b", "a-b"),
    ])
  func comments(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "hexadecimal numbers are written and read",
    arguments: [
      (Transformation.hexEncode, "A\u{FF}", "41ff"), (.hexDecode, "4142c", "AB"), (.hexDecode, "zz", "S"),
      (.sqlHexDecode, "0x414243", "ABC"), (.sqlHexDecode, "x=0x2e2e OR 1", "x=.. OR "), (.sqlHexDecode, "0xg ", "0xg"),
    ])
  func numbers(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "addresses are decoded where the escape is valid, and encoded",
    arguments: [
      (Transformation.urlDecode, "a%20b+c%2e%2E", "a b c.."), (.urlDecode, "%4%zz%", "%4%zz%"),
      (.urlDecode, "%u0041", "%u0041"), (.urlDecodeUni, "%u0041%U0042", "AB"),
      (
        .urlDecodeUni, "%uff1cscript%uFF1E",
        "<script>"
      ), (.urlDecodeUni, "%uff00%uff5f", "\0_"), (.urlDecodeUni, "%u004%41", "%u004A"),
      (.urlDecodeUni, "%2525", "%25"), (.urlEncode, "a b/*-\u{E9}", "a+b%2f*%2d%e9"),
    ])
  func addresses(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test(
    "UTF-8 is spelt out, and too long forms are seen",
    arguments: [
      ("caf\u{C3}\u{A9}", "caf%u00e9"), ("\u{E2}\u{82}\u{AC}", "%u20ac"), ("\u{F0}\u{9F}\u{98}\u{80}", "%u1f600"),
      ("\u{C0}\u{AF}", "%u002f\u{C0}"), ("\u{C3}a", "a"), ("\u{80}\u{FF}", "\u{80}\u{FF}"), ("a\0b", "ab"),
      ("\u{F4}\u{90}\u{80}\u{80}", "%u110000"),
    ])
  func characters(value: String, expected: String) {
    #expect(Transformation.utf8toUnicode.result(of: value) == expected)
  }

  @Test(
    "letters, parity and length",
    arguments: [
      (Transformation.lowercase, "AbC\u{C4}", "abc\u{C4}"), (.uppercase, "aBc\u{E4}", "ABC\u{E4}"),
      (.parityEven7bit, "AC", "A\u{C3}"), (.parityOdd7bit, "AC", "\u{C1}C"), (.parityZero7bit, "\u{C1}B", "AB"),
      (.length, "", "0"), (.length, "0123456789", "10"),
    ])
  func bytes(transformation: Transformation, value: String, expected: String) {
    #expect(transformation.result(of: value) == expected)
  }

  @Test("digests are those of RFC 1321 and FIPS 180, at every length of the last block")
  func digests() {
    func hex(_ transformation: Transformation, _ value: String) -> String {
      Transformation.hexEncode.result(of: transformation.result(of: value))
    }
    #expect(hex(.md5, "") == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(hex(.md5, "message digest") == "f96b697d7cb7938d525a2f31aaf161d0")
    let digits = String(repeating: "1234567890", count: 8)
    #expect(hex(.md5, digits) == "57edf4a22be3c955ac49da2e2107b67a")
    #expect(hex(.sha1, "") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(hex(.sha1, "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
    let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    #expect(hex(.sha1, long) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    #expect(hex(.sha1, String(repeating: "a", count: 1_000_000)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    // Every length around the ends of blocks, folded into one digest; the expected values are OpenSSL's.
    let folded = (0...130).map { hex(.md5, String(repeating: "x", count: $0)) }.joined()
    #expect(hex(.md5, folded) == "861e4a9e76c88ae6267e22fd76384596")
    let foldedSecond = (0...130).map { hex(.sha1, String(repeating: "x", count: $0)) }.joined()
    #expect(hex(.sha1, foldedSecond) == "264556ac95806d1e869b3f1fad8691f6633bcdfa")
  }

  @Test("an unchanged value appends nothing, a changed one is put behind what was there")
  func appending() {
    var output = Array("kept".utf8)
    #expect(!Array("abc".utf8).withUnsafeBytes { Transformation.lowercase.apply($0, to: &output) })
    #expect(!Array("a b".utf8).withUnsafeBytes { Transformation.trim.apply($0, to: &output) })
    #expect(output == Array("kept".utf8))
    #expect(Array("ABC".utf8).withUnsafeBytes { Transformation.lowercase.apply($0, to: &output) })
    #expect(output == Array("keptabc".utf8))
  }
}
