import HTTPTypes
package import Hummingbird
package import RampartCore

extension Response {
  /// The answer of a control that denies.
  package init(denying denial: Denial, to request: Request, _ context: some RequestContext) {
    self.init(page: ProblemPage(denial, requestID: context.requestID), to: request)
  }

  /// A page or problem details, as the client prefers.
  ///
  /// - Parameter headers: what the error itself says, such as `WWW-Authenticate`; fields of the page replace it.
  init(page: ProblemPage, to request: Request, headers: HTTPFields = [:]) {
    let accept = request.headers[values: .accept].joined(separator: ",")
    let prefersHTML = ContentNegotiation.prefersHTML(accept.isEmpty ? nil : accept)
    var headers = headers
    headers[.contentLength] = nil
    headers[.contentType] = prefersHTML ? ProblemPage.htmlType : ProblemPage.problemType
    headers[.cacheControl] = "no-store"
    if let vary = ResponseEdits.vary(adding: [.accept], to: headers[values: .vary]) { headers[.vary] = vary }
    let body = ByteBuffer(string: prefersHTML ? page.html : page.problem)
    let response = Response(
      status: HTTPResponse.Status(code: page.status, reasonPhrase: ReasonPhrase.of(page.status)),
      headers: headers, body: Hummingbird.ResponseBody(byteBuffer: body))
    // An answer to HEAD has the length of the body and none of it; Hummingbird would send the body.
    self = request.method == .head ? response.createHeadResponse() : response
  }
}
