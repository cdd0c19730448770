import HTTPTypes
import RampartBrowser
import RampartCore

/// One way in which `CORSPolicy` means to differ from the `cors` package, and why.
struct CORSDifference: Sendable {
  struct Answer: Equatable {
    var outcome: String
    var fields: [String: String] = [:]
    var vary: Set<String>
  }

  let name: String
  /// Turns the package's answer into ours where the rule holds. The second argument is what the package says to the
  /// request in its usual form.
  let apply: @Sendable (CORSCaseGenerator.Case, Answer, inout Answer) -> Void

  static func isPreflight(_ request: TestRequest) -> Bool {
    request.method == .options && !request.values(of: .origin).isEmpty
      && !request.values(of: .accessControlRequestMethod).isEmpty
  }

  private static func sentOrigin(_ item: CORSCaseGenerator.Case) -> String? {
    item.request.values(of: .origin).first
  }

  private static func isTextOrigin(_ item: CORSCaseGenerator.Case) -> Bool {
    if case .text(let text) = item.reference.origin { text != "*" } else { false }
  }

  static let rules = [
    // The package answers every OPTIONS request, so that the backend never sees one, and takes `options` for it,
    // although methods have a case.
    CORSDifference(name: "only a preflight is answered as one") { item, usual, answer in
      if !isPreflight(item.request), item.request.method.rawValue.uppercased() == "OPTIONS" { answer = usual }
    },
    // It compares text, so that `https://app.example:443` is not `https://app.example` (RFC 6454, section 5).
    CORSDifference(name: "an origin is compared in its canonical form") { item, usual, answer in
      guard let sent = sentOrigin(item), let origin = WebOrigin(sent), origin.description != sent else { return }
      answer = usual
    },
    // It tells its only origin to everybody, also to those it is not.
    CORSDifference(name: "a single origin is named to that origin only") { item, _, answer in
      guard isTextOrigin(item), let named = answer.fields["access-control-allow-origin"] else { return }
      if sentOrigin(item).flatMap({ WebOrigin($0) })?.description != named {
        answer.fields["access-control-allow-origin"] = nil
      }
    },
    // A predicate, an expression or `true` is asked about any text, `null` and malformed ones too, and it is repeated.
    CORSDifference(name: "what is no origin is never repeated") { item, _, answer in
      guard item.options.origins != .any, let sent = sentOrigin(item), WebOrigin(sent) == nil else { return }
      if sent == "null", item.options.allowsNullOrigin { return }
      answer.fields["access-control-allow-origin"] = nil
    },
    // Without an origin it says what others may do all the same, which means nothing to a browser and much to a cache.
    CORSDifference(name: "without an allowed origin nothing is allowed") { _, _, answer in
      if answer.fields["access-control-allow-origin"] == nil { answer.fields = [:] }
    },
    // A refused predicate or `false` hands the preflight to the backend, which may allow what the policy refused.
    CORSDifference(name: "a refused preflight is answered too") { item, _, answer in
      guard isPreflight(item.request), !item.options.forwardsPreflights, answer.outcome == "pass" else { return }
      answer.outcome = "answer \(item.options.preflightStatus)"
    },
    // Fetch looks at it on the answer itself only.
    CORSDifference(name: "a preflight exposes no fields") { item, _, answer in
      if isPreflight(item.request) { answer.fields["access-control-expose-headers"] = nil }
    },
    // It repeats the text as it came.
    CORSDifference(name: "requested fields are repeated as names, or not at all") { item, _, answer in
      guard item.options.allowedHeaders == .requested, let text = answer.fields["access-control-allow-headers"] else {
        return
      }
      answer.fields["access-control-allow-headers"] = names(in: text)
    },
    // It leaves `Vary` out for `*`, and where a predicate or `false` refuses, so that a cache may keep an answer
    // without leave for those who have it.
    CORSDifference(name: "Vary is on every answer") { item, _, answer in
      answer.vary.insert("origin")
    },
    // It names the requested fields where it repeats them, and the method never.
    CORSDifference(name: "Vary of a preflight names what it asks for") { item, _, answer in
      guard isPreflight(item.request) else { return }
      answer.vary.formUnion(["access-control-request-method", "access-control-request-headers"])
    },
  ]

  private static func names(in text: String) -> String? {
    var names: [String] = []
    for member in text.split(separator: ",") {
      let name = member.split(separator: " ", omittingEmptySubsequences: true)
      guard name.count <= 1 else { return nil }
      guard let first = name.first else { continue }
      guard HTTPField.Name(String(first)) != nil else { return nil }
      if !names.contains(where: { $0.lowercased() == first.lowercased() }) { names.append(String(first)) }
    }
    return names.isEmpty ? nil : names.joined(separator: ",")
  }
}
