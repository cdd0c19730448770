import RampartWAF
import Testing

@Suite("Multipart bodies") struct MultipartTests {
  static func part(_ disposition: String, _ content: String = "x", headers: String = "") -> String {
    "--b\r\nContent-Disposition: \(disposition)\r\n\(headers)\r\n\(content)\r\n"
  }

  static func body(_ parts: String...) -> String { parts.joined() + "--b--\r\n" }

  @Test("A part without a file name is an argument, one with a file name a file")
  func fieldsAndFiles() {
    let request = BodyCase(
      .multipart,
      Self.body(
        Self.part("form-data; name=\"a\"", "1"), Self.part("form-data; name=\"f\"; filename=\"x.txt\"", "content"),
        Self.part("form-data; name=\"_charset_\"", "utf-7"))
    ).parsed()
    #expect(request.arguments == ["a=1", "_charset_=utf-7"])
    #expect(request.body.argumentsSize == 0)
    #expect(request.body.files.map { request.text($0.name) } == ["f"])
    #expect(request.body.files.map { request.text($0.fileName) } == ["x.txt"])
    #expect(request.body.files.map { request.text($0.size) } == ["7"])
    #expect(request.body.filesSize == 7)
    #expect(request.body.partNames.map(request.text) == ["a", "f", "_charset_"])
    #expect(request.body.partFileNames.map(request.text) == ["x.txt"])
    #expect(request.body.error == nil && request.body.flags.isDisjoint(with: .strictError))
    #expect(request.body.unmatchedBoundary == 2)
  }

  @Test("A value keeps its lines, so that a rule sees what the application gets")
  func lines() {
    let request = BodyCase(.multipart, Self.body(Self.part("form-data; name=\"a\"", "1 union\r\nselect\n2\r"))).parsed()
    #expect(request.arguments == ["a=1 union\r\nselect\n2\r"])
  }

  @Test("The content of a file is found in the body")
  func fileContent() throws {
    let question = BodyCase(.multipart, Self.body(Self.part("form-data; name=\"f\"; filename=\"n\"", "a\r\n\0b")))
    let file = try #require(question.parsed().body.files.first)
    #expect(Array(question.body[file.content.range]) == Array("a\r\n\0b".utf8))
  }

  @Test("Each line of a part's header is a member under the name of the part")
  func partHeaders() {
    let request = BodyCase(
      .multipart,
      Self.body(
        Self.part(
          "form-data; name=\"a\"",
          headers: "Content-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding:base64\r\nX: 1\r\n  2\r\n"),
        Self.part("form-data; name=\"c\""))
    ).parsed()
    #expect(
      request.texts(request.body.partHeaders) == [
        "a=Content-Disposition: form-data; name=\"a\"", "a=Content-Type: text/plain; charset=utf-7",
        "a=Content-Transfer-Encoding:base64", "a=X: 1 2", "c=Content-Disposition: form-data; name=\"c\"",
      ])
    #expect(request.arguments == ["a=x", "c=x"], "nothing is decoded")
  }

  @Test("An odd byte in the name of a header is left to the rules")
  func oddHeaderName() {
    let request = BodyCase(
      .multipart,
      "--b\r\n\u{E}Content-Disposition: form-data; name=\"a\"; filename=\"1.php\"\r\nContent-Disposition: form-data; "
        + "name=\"p\"\r\n\r\nx\r\n--b--"
    ).parsed()
    #expect(request.arguments == ["p=x"])
    #expect(request.texts(request.body.partHeaders).first?.hasPrefix("p=\u{E}Content-Disposition:") == true)
  }

  @Test(
    "Names and file names are read with quotes and escapes",
    arguments: [
      ("form-data; name=\"a\"", "a"), ("form-data; name=a", "a"), ("form-data;name=\"a b\"", "a b"),
      ("form-data ; name = \"a\"", "a"), ("form-data; name=\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d"),
      ("form-data; name='a'", "a"),
      ("form-data; name=\"a\"; filename=\"\"", "a"), ("form-data; name=\"a\";", "a"),
    ])
  func names(disposition: String, name: String) {
    let request = BodyCase(.multipart, Self.body(Self.part(disposition))).parsed()
    #expect(request.arguments == ["\(name)=x"])
    #expect(request.body.error == nil)
  }

  @Test(
    "What is not understood in a Content-Disposition is an error",
    arguments: [
      "attachment; name=\"a\"", "form-data", "form-data, name=\"a\"", "form-data; ", "form-data; name",
      "form-data; name ",
      "form-data; name x=1", "form-data; name=", "form-data; name=\"", "form-data; name=\"a\\", "form-data; name=\"a",
      "form-data; x=\"y\"", "form-data; name=\"a\" filename=\"b\"", "form-data; name=\"a\"; name=\"b\"",
      "form-data; name=\"a\"; filename=\"b\"; filename=\"c\"", "form-data; name=\"\"",
      "form-data; name=\"a\"; filename*=UTF-8''x%41", "form-data; name=\"a\"; filename=\"b\"; filename*=''x",
      "form-data; name=\"a\"; filename=\"b\"; filename*=u'x", "form-data; name=\"a\"; filename=\"b\"; filename*=u''%4",
      "form-data; name=\"a\"; filename=\"b\"; filename*=u''a b", "form-data; name=\"a\"; filename =\"b\"",
      "form-data; name=\"a\"; filename=\"b\"; filename*=u''x; filename*=u''x",
    ])
  func refusedDispositions(disposition: String) {
    let request = BodyCase(.multipart, Self.body(Self.part(disposition))).parsed()
    #expect(request.body.error == .malformed)
    #expect(request.body.arguments.isEmpty && request.body.files.isEmpty)
    #expect(request.message.hasPrefix("Multipart parsing error: Multipart: "))
  }

  @Test("A file name in the extended form stands beside the plain one")
  func extendedFileName() {
    let request = BodyCase(
      .multipart, Self.body(Self.part("form-data; name=\"a\"; filename=\"b\"; filename*=UTF-8'en'x%41.txt"))
    ).parsed()
    #expect(request.body.files.map { request.text($0.fileName) } == ["b"])
  }

  @Test(
    "What is missing or wrong in a part's header is an error",
    arguments: [
      ("--b\r\nX: 1\r\n\r\nx\r\n--b--\r\n", "Final boundary missing."),
      (
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\ncolonless\r\n\r\nx\r\n--b--\r\n",
        "colon missing): colonless\r\n"
      ),
      ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n: x\r\n\r\nx\r\n--b--\r\n", "(header name missing)."),
      ("--b\r\n folded\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n", "(folding error)."),
      ("--b\r\nX: \0\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n", "Nul byte in part headers."),
      ("x\r\n", "No boundaries found in payload."), ("--b\r\n", "Final boundary missing."),
      ("--b", "No boundaries found in payload."),
      ("--bx\r\n", "No boundaries found in payload."),
    ])
  func headerErrors(body: String, message: String) {
    let request = BodyCase(.multipart, body).parsed()
    #expect(request.body.error == .malformed)
    #expect(request.message.hasSuffix(message), "\(request.message)")
  }

  @Test("An empty body is no error")
  func empty() {
    let request = BodyCase(.multipart, "").parsed()
    #expect(request.body.error == nil && request.body.flags.isEmpty && request.body.unmatchedBoundary == 0)
  }

  @Test("Parts, files, arguments and header lines have limits, and going beyond is an error")
  func limits() {
    let question = BodyCase(
      .multipart,
      Self.body(
        Self.part("form-data; name=\"a\""), Self.part("form-data; name=\"f\"; filename=\"1\""),
        Self.part("form-data; name=\"f\"; filename=\"2\"")))
    var limits = BodyLimits()
    limits.parts = 2
    #expect(question.parsed(limits: limits).body.error == .tooManyMembers)
    limits = BodyLimits()
    limits.partHeaders = 2
    #expect(question.parsed(limits: limits).body.error == .tooManyMembers)
    limits = BodyLimits()
    limits.arguments = 0
    #expect(question.parsed(limits: limits).body.error == .tooManyArguments)
    limits = BodyLimits()
    limits.files = 1
    let request = question.parsed(limits: limits)
    #expect(request.body.error == .tooManyMembers)
    #expect(request.body.flags.isSuperset(of: [.fileLimitExceeded, .strictError]))
    #expect(request.body.files.count == 1)
    limits.files = 2
    #expect(question.parsed(limits: limits).body.error == nil)
  }
}
