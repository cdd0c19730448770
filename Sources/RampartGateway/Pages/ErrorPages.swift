import NIOCore
import RampartCore

/// What a person or a program is told when a request is not served.
enum ErrorPages {
  static func page(for denial: Denial, accept: String?, id: RequestID) -> OwnAnswer {
    let page = ProblemPage(denial, requestID: id.description)
    let wantsHTML = ContentNegotiation.prefersHTML(accept)
    return OwnAnswer(
      status: denial.status,
      fields: [
        ("content-type", wantsHTML ? ProblemPage.htmlType : ProblemPage.problemType),
        ("cache-control", "no-store"),
        ("vary", "Accept"),
      ],
      body: ByteBuffer(string: wantsHTML ? page.html : page.problem))
  }
}
