import NIOCore
import RampartCore

/// What a person or a program is told when a request is not served: RFC 9457 problem details, or a small page.
///
/// Both say the title, one sentence, a stable code and the request id, and nothing that is internal.
enum ErrorPages {
  static func page(for denial: Denial, accept: String?, id: RequestID) -> OwnAnswer {
    let wantsHTML = Accept.prefersHTML(accept)
    let body = wantsHTML ? html(denial, id) : problem(denial, id)
    return OwnAnswer(
      status: denial.status,
      fields: [
        ("content-type", wantsHTML ? "text/html; charset=utf-8" : "application/problem+json"),
        ("cache-control", "no-store"),
        ("vary", "Accept"),
      ],
      body: body)
  }

  private static func problem(_ denial: Denial, _ id: RequestID) -> ByteBuffer {
    let document: JSONValue = [
      "type": "about:blank",
      "title": .string(ReasonPhrase.of(denial.status)),
      "status": .integer(denial.status),
      "detail": .string(denial.explanation),
      "code": .string(denial.code),
      "requestId": .string(id.description),
    ]
    return ByteBuffer(string: document.serialized() + "\n")
  }

  // No value in it comes from the request, so nothing needs escaping; the style is allowed by our own policy's
  // `style-src`, and the page is readable without it.
  private static func html(_ denial: Denial, _ id: RequestID) -> ByteBuffer {
    let title = "\(denial.status) \(ReasonPhrase.of(denial.status))"
    return ByteBuffer(
      string: """
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
        <p>\(denial.explanation)</p>
        <dl>
        <dt>Code</dt><dd>\(denial.code)</dd>
        <dt>Request</dt><dd>\(id.description)</dd>
        </dl>
        </main>
        </body>
        </html>

        """)
  }
}

/// Content negotiation between the two forms (RFC 9110, 12.5.1).
enum Accept {
  /// Whether HTML is wanted more than JSON; programs that say nothing get JSON.
  static func prefersHTML(_ accept: String?) -> Bool {
    guard let accept else { return false }
    var html = Range()
    var json = Range()
    for entry in accept.split(separator: ",").prefix(32) {
      let parts = entry.split(separator: ";").map { trimmed($0) }
      guard let type = parts.first?.lowercased() else { continue }
      let weight =
        parts.dropFirst().first { $0.hasPrefix("q=") || $0.hasPrefix("Q=") }
        .flatMap { Double($0.dropFirst(2)) } ?? 1
      switch type {
      case "text/html", "application/xhtml+xml": html.take(weight, specificity: 3)
      case "application/problem+json", "application/json": json.take(weight, specificity: 3)
      case "text/*": html.take(weight, specificity: 2)
      case "application/*": json.take(weight, specificity: 2)
      case "*/*":
        html.take(weight, specificity: 1)
        json.take(weight, specificity: 1)
      default: break
      }
    }
    if html.weight != json.weight { return html.weight > json.weight }
    return html.weight > 0 && html.specificity > json.specificity
  }

  private struct Range {
    var weight = 0.0
    var specificity = 0

    mutating func take(_ weight: Double, specificity: Int) {
      guard specificity > self.specificity || specificity == self.specificity && weight > self.weight else { return }
      self.weight = weight
      self.specificity = specificity
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
