import HTTPTypes

extension CORSOptions {
  /// What goes onto the answer of an allowed origin besides its name.
  var plainFields: [HTTPField] {
    var fields = credentialsFields
    if !exposedHeaders.isEmpty {
      fields.append(HTTPField(name: .accessControlExposeHeaders, value: Self.list(exposedHeaders.map(\.rawName))))
    }
    return fields
  }

  /// What goes onto the answer to an allowed origin's preflight, besides its name and what depends on the request.
  var preflightFields: [HTTPField] {
    var fields = credentialsFields
    if !methods.isEmpty {
      fields.append(HTTPField(name: .accessControlAllowMethods, value: Self.list(methods.map(\.rawValue))))
    }
    if case .listed(let names) = allowedHeaders, !names.isEmpty {
      fields.append(HTTPField(name: .accessControlAllowHeaders, value: Self.list(names.map(\.rawName))))
    }
    if let maxAge {
      fields.append(HTTPField(name: .accessControlMaxAge, value: String(maxAge.components.seconds)))
    }
    return fields
  }

  /// What the answer to a preflight depends on.
  var preflightVary: [HTTPField.Name] {
    [.origin, .accessControlRequestMethod, .accessControlRequestHeaders]
      + (allowsPrivateNetwork ? [.accessControlRequestPrivateNetwork] : [])
  }

  private var credentialsFields: [HTTPField] {
    allowsCredentials ? [HTTPField(name: .accessControlAllowCredentials, value: "true")] : []
  }

  private static func list(_ members: [String]) -> String { members.joined(separator: ",") }
}
