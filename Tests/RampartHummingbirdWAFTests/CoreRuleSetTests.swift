import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import RampartWAF
import Testing

@testable import RampartHummingbirdWAF

/// With the rules that applications run, which the system's package brings.
@Suite(.enabled(if: SystemRules.areInstalled, "the package modsecurity-crs is not installed"))
struct CoreRuleSetTests {
  private static let browser: HTTPFields = [
    .userAgent: "Mozilla/5.0 (X11; Linux x86_64)", .accept: "text/html",
  ]

  @Test func `The Core Rule Set refuses attacks and lets ordinary requests pass`() async throws {
    let server = FirewalledServer(try WebApplicationFirewall())
    let statuses = try await server.application().test(.live) { client in
      var statuses: [HTTPResponse.Status] = []
      for uri in ["/?q=an+ordinary+word", "/?q=1%27%20OR%20%271%27=%271", "/?f=../../../etc/passwd"] {
        statuses.append(try await client.execute(uri: uri, method: .get, headers: Self.browser).status)
      }
      for body in ["q=an+ordinary+word&page=2", "q=%3Cscript%3Ealert(1)%3C/script%3E"] {
        let fields = Self.browser.merging(.form)
        statuses.append(
          try await client.execute(uri: "/echo", method: .post, headers: fields, body: .init(string: body)).status)
      }
      for body in [#"{"a":{"b":["a word"]}}"#, #"{"a":{"b":["<script>alert(1)</script>"]}}"#, #"{"a":"#] {
        let fields = Self.browser.merging(.json)
        statuses.append(
          try await client.execute(uri: "/echo", method: .post, headers: fields, body: .init(string: body)).status)
      }
      return statuses.map(\.code)
    }
    #expect(statuses == [200, 403, 403, 200, 403, 200, 403, 400])
    #expect(server.log.lines.contains { $0.contains(#""id":949110,"#) })
  }
}

extension HTTPFields {
  fileprivate func merging(_ others: HTTPFields) -> HTTPFields {
    var merged = self
    for field in others { merged.append(field) }
    return merged
  }
}

private enum SystemRules {
  static let areInstalled =
    FileManager.default.fileExists(atPath: "/usr/share/modsecurity-crs/rules")
    && FileManager.default.fileExists(atPath: "/etc/modsecurity/crs/crs-setup.conf")
}
