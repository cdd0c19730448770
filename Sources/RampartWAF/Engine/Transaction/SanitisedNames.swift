/// What is kept out of the audit log for one transaction: variables by name, and with an argument or a header also the
/// variables that hold it as it was sent.
struct SanitisedNames {
  private static let aroundArguments = [
    "FULL_REQUEST", "QUERY_STRING", "REQUEST_BODY", "REQUEST_LINE", "REQUEST_URI", "REQUEST_URI_RAW",
  ]

  /// In lower case: `args:password`.
  private var names: Set<[UInt8]> = []

  /// - Parameter matched: what the rule with these actions has matched.
  mutating func add(_ actions: [Sanitising], _ matched: [[UInt8]]) {
    for action in actions {
      switch action {
      case .argument(let name): addArgument(Array(name.utf8))
      case .requestHeader(let name):
        insert("REQUEST_HEADERS:\(name)")
        insert("FULL_REQUEST")
      case .responseHeader(let name): insert("RESPONSE_HEADERS:\(name)")
      // A part of a value is not worth the risk of showing the rest.
      case .matchedVariable, .matchedBytes: for name in matched { addMatched(name) }
      }
    }
  }

  func contains(_ name: [UInt8]) -> Bool {
    !names.isEmpty && names.contains(name.map { ASCII.lowercased($0) })
  }

  private mutating func addMatched(_ name: [UInt8]) {
    names.insert(name.map { ASCII.lowercased($0) })
    guard let colon = name.firstIndex(of: UInt8(ascii: ":")) else { return }
    switch String(decoding: name[..<colon], as: UTF8.self) {
    case "ARGS", "ARGS_GET", "ARGS_POST": addArgument(Array(name[(colon + 1)...]))
    case "REQUEST_HEADERS", "REQUEST_COOKIES": insert("FULL_REQUEST")
    default: break
    }
  }

  private mutating func addArgument(_ name: [UInt8]) {
    for variable in ["ARGS:", "ARGS_GET:", "ARGS_POST:"] {
      names.insert((Array(variable.utf8) + name).map { ASCII.lowercased($0) })
    }
    for variable in Self.aroundArguments { insert(variable) }
  }

  private mutating func insert(_ name: String) {
    names.insert(name.utf8.map { ASCII.lowercased($0) })
  }
}
