/// What a person or a program is told when a request is not served: RFC 9457 problem details, or a small page.
///
/// Both say the title, one sentence, a stable code and the request id. A value may come from the request: it is escaped
/// in both forms (CWE-79, CWE-116).
package struct ProblemPage: Sendable, Hashable {
  package let status: Int
  package let code: String
  /// One sentence in plain words.
  package let detail: String
  package let requestID: String

  package init(status: Int, code: String, detail: String, requestID: String) {
    self.status = status
    self.code = code
    self.detail = detail
    self.requestID = requestID
  }

  package init(_ denial: Denial, requestID: String) {
    self.init(status: denial.status, code: denial.code, detail: denial.explanation, requestID: requestID)
  }

  package static let problemType = "application/problem+json"
  package static let htmlType = "text/html; charset=utf-8"

  /// The problem details, with a line feed at their end.
  package var problem: String {
    let document: JSONValue = [
      "type": "about:blank",
      "title": .string(ReasonPhrase.of(status)),
      "status": .integer(status),
      "detail": .string(detail),
      "code": .string(code),
      "requestId": .string(requestID),
    ]
    return document.serialized() + "\n"
  }

  // The style is allowed by the recommended policy's `style-src`, and the page is readable without it.
  package var html: String {
    let phrase = ReasonPhrase.of(status)
    let title = phrase.isEmpty ? "\(status)" : "\(status) \(phrase)"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="robots" content="noindex">
      <title>\(title)</title>
      <style>
      :root { color-scheme: light dark; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center;
        font: 1.125rem/1.6 system-ui, sans-serif; background: Canvas; color: CanvasText; }
      main { max-width: 34rem; padding: 2rem; }
      h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.2; }
      p { margin: 0 0 1rem; }
      dl { margin: 2rem 0 0; padding-top: 1rem; border-top: 1px solid GrayText; font-size: .875rem;
        display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; }
      dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
      </style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>
      <p>\(Self.escaped(detail))</p>
      <dl>
      <dt>Code</dt><dd>\(Self.escaped(code))</dd>
      <dt>Request</dt><dd>\(Self.escaped(requestID))</dd>
      </dl>
      </main>
      </body>
      </html>

      """
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
