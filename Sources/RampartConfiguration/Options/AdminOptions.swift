package import RampartCore

/// Where /metrics, /healthz and /readyz are served.
package struct AdminOptions: Sendable, Hashable {
  package var address: ServerAddress
  /// Whether an address that others can reach was meant.
  package var isExposed = false

  package static let declaration: Declaration<AdminOptions> = Declaration.forms(
    "an address such as `127.0.0.1:9901`, or a mapping",
    scalar: address.map({ AdminOptions(address: $0) }, back: { $0.isExposed ? nil : $0.address }),
    mapping: Declaration.mapping(
      AdminOptions(address: .network(host: "127.0.0.1", port: 9901)),
      [
        DeclaredKey("address", \.address, address, isRequired: true, "Host and port, or `unix:` and a path."),
        DeclaredKey("exposed", \.isExposed, .boolean, "Allows an address that is not loopback."),
      ])
  ).map(
    { options throws(ConfigurationProblem) in
      guard options.address.isLoopback || options.isExposed else {
        throw ConfigurationProblem(
          "impossibleValue", "`\(options.address)` can be reached from outside, and the admin pages have no lock",
          hint: "use 127.0.0.1 or a unix socket, or say `admin: { address: …, exposed: true }`")
      }
      return options
    },
    back: { $0 })

  private static let address = Declaration<ServerAddress>.address
}

extension Declaration where Value == ServerAddress {
  /// `HOST:PORT`, `[IPV6]:PORT`, `:PORT` or `unix:PATH`.
  static var address: Declaration {
    Declaration<String>.text(
      pattern: "^(unix:/.+|([^/]*):[0-9]{1,5})$", called: "an address", example: "127.0.0.1:8080",
      parse: { ServerAddress($0) },
      render: { $0.description })
  }
}

extension Declaration where Value == [AddressBlock] {
  /// A list of CIDR blocks.
  static var addressBlocks: Declaration {
    Declaration<AddressBlock>.list(
      of: Declaration<String>.text(
        pattern: "^[0-9a-fA-F:.]+(/[0-9]{1,3})?$", called: "an address block", example: "10.0.0.0/8",
        parse: { AddressBlock($0) },
        render: { $0.description }))
  }
}
