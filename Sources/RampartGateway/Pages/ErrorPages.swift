import HTTPTypes
import RampartCore

/// What a person or a program is told when a request is not served.
enum ErrorPages {
  static func page(for denial: Denial, accept: String?, id: RequestID) -> LocalAnswer {
    let page = ProblemPage(denial, requestID: id.description)
    let wantsHTML = ContentNegotiation.prefersHTML(accept)
    return LocalAnswer(
      status: denial.status,
      fields: [
        HTTPField(name: .contentType, value: wantsHTML ? ProblemPage.htmlType : ProblemPage.problemType),
        HTTPField(name: .cacheControl, value: "no-store"),
        HTTPField(name: .vary, value: "Accept"),
      ],
      body: Array((wantsHTML ? page.html : page.problem).utf8))
  }
}
