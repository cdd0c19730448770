import RampartCore
import Testing

@Suite struct ProblemPageTests {
  private let hostile = ProblemPage(
    status: 400, code: "test.code", detail: #"<script>"a" & 'b'</script>"#, requestID: "\"><i>")

  @Test func `What a value says is escaped in the page`() {
    #expect(hostile.html.contains("<p>&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;</p>"))
    #expect(hostile.html.contains("<dd>&quot;&gt;&lt;i&gt;</dd>"))
    #expect(!hostile.html.contains("<script>") && !hostile.html.contains("<i>"))
  }

  @Test func `The problem details are one line of JSON with what RFC 9457 asks for`() {
    #expect(
      ProblemPage(status: 404, code: "route.notFound", detail: "Nothing.", requestID: "7").problem
        == #"{"type":"about:blank","title":"Not Found","status":404,"detail":"Nothing.","code":"route.notFound","#
        + #""requestId":"7"}"# + "\n")
    #expect(hostile.problem.contains(#"\"a\""#))
  }

  @Test func `A status without a phrase stands alone in the title`() {
    let page = ProblemPage(status: 499, code: "a.b", detail: "c", requestID: "")
    #expect(page.html.contains("<title>499</title>"))
  }

  @Test(arguments: [
    (nil, false), ("", false), ("*/*", false), ("text/html", true), ("text/html;q=0.5, application/json", false),
    ("text/html, application/json;q=0.9", true), ("application/json", false), ("text/*", true),
    ("text/html;q=0", false), ("TEXT/HTML", true), ("application/problem+json, text/html;q=0.1", false),
    ("text/html;q=abc", true), (",,,", false), ("*/*;q=0.1, text/html;q=0.2", true), ("image/png", false),
    ("text/html;\tq=0.1, application/json;q=0.2", false), ("application/json;q=nan, text/html", false),
    ("text/html;q=9, application/json", false),
  ])
  func `HTML is for those who prefer it`(_ accept: String?, _ prefersHTML: Bool) {
    #expect(ContentNegotiation.prefersHTML(accept) == prefersHTML)
  }

  @Test func `Of a list without end the first entries count`() {
    let list = String(repeating: "image/png,", count: 100_000) + "text/html"
    #expect(!ContentNegotiation.prefersHTML(list))
  }
}
