import Hummingbird
import RampartHummingbird

/// The pages. Whatever a user wrote is escaped; every form has the token; the script has the nonce.
enum Pages {
  static func notes(_ notes: [Note], _ context: RampartContext) -> Response {
    let rows = notes.map { "<li>\(escaped($0.text)) <small>by \(escaped($0.author))</small></li>" }
    let form =
      context.userIdentifier == nil
      ? "<p><a href=\"/sign-in\">Sign in</a> to write.</p>"
      : """
      <form method="post" action="/notes">\(token(context))
      <input name="text" aria-label="Note"><button>Save</button></form>
      """
    return page("Notes", "<ul>\n\(rows.joined(separator: "\n"))\n</ul>\n\(form)", context)
  }

  static func signIn(_ context: RampartContext) -> Response {
    page(
      "Sign in",
      """
      <form method="post" action="/sign-in">\(token(context))
      <input name="name" aria-label="Name"><input name="password" type="password" aria-label="Password">
      <button>Sign in</button></form>
      """, context)
  }

  private static func page(_ title: String, _ content: String, _ context: RampartContext) -> Response {
    let html = """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>\(title)</title></head>
      <body>
      <h1>\(title)</h1>
      \(content)
      <p id="script">The script of this page was blocked.</p>
      <script nonce="\(context.contentSecurityPolicyNonce?.text ?? "")">
      document.getElementById("script").textContent = "The script of this page ran."
      </script>
      </body>
      </html>

      """
    return Response(
      status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  private static func token(_ context: RampartContext) -> String {
    "<input type=\"hidden\" name=\"_csrf\" value=\"\(context.csrfToken ?? "")\">"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
  }
}
