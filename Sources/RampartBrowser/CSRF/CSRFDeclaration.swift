package import RampartCore

/// `csrf:` of a configuration: the options, and the keys that it refers to.
package struct CSRFDeclaration: Sendable, Hashable {
  package var options = CSRFOptions()
  package var key: Secret?
  package var previousKeys: [Secret] = []

  package init() {}

  // The keys stand among the options of the token, as people look for them there.
  struct Token: Sendable {
    var options = CSRFTokenOptions()
    var key: Secret?
    var previousKeys: [Secret] = []
  }

  var token: Token {
    get { Token(options: options.token, key: key, previousKeys: previousKeys) }
    set {
      options.token = newValue.options
      key = newValue.key
      previousKeys = newValue.previousKeys
    }
  }

  var allowedOrigins: [WebOrigin] {
    get { options.allowedOrigins.sorted { $0.description < $1.description } }
    set { options.allowedOrigins = Set(newValue) }
  }

  var exemptPaths: [String] {
    get { options.exemptPaths.sorted() }
    set { options.exemptPaths = Set(newValue) }
  }

  var layers: [CSRFLayer] {
    get { CSRFLayer.allCases.filter(options.layers.contains) }
    set { options.layers = Set(newValue) }
  }

  struct Isolation: Sendable {
    var allowsSameSite = CSRFOptions().isolationAllowsSameSite
  }

  var isolation: Isolation {
    get { Isolation(allowsSameSite: options.isolationAllowsSameSite) }
    set { options.isolationAllowsSameSite = newValue.allowsSameSite }
  }
}
