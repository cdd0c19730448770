package import RampartCore
package import RampartTraffic

/// Which requests go to which upstream.
package struct RouteOptions: Sendable, Hashable {
  /// Nil matches every host.
  package var host: HostPattern?
  package var path = PathPattern.everything
  package var upstream = Positioned(value: "", position: .init(line: 1, column: 1))
  /// Who gives way first when the upstream sheds load.
  package var priority = LoadPriority.high
  /// Whether the backend gets the path as the client sent it, and not in its canonical form.
  package var forwardsPathAsSent = false

  package static let declaration = Declaration.mapping(
    RouteOptions(),
    [
      DeclaredKey(
        "host", \.host, HostPattern.declaration.optional,
        "A host name, or `*.` and a domain for every name below it; without it, every host."),
      DeclaredKey(
        "path", \.path, PathPattern.declaration,
        "A path; `*` stands for one segment, `**` at the end for any number of them."),
      DeclaredKey(
        "upstream", \.upstream, Declaration<String>.text.positioned, isRequired: true,
        "The name of the upstream that answers."),
      DeclaredKey(
        "priority", \.priority, .choice([("high", .high), ("low", .low)]),
        "`low` gives way first where the upstream has `loadShedding`."),
      DeclaredKey(
        "forwardPath", \.forwardsPathAsSent, .choice([("canonical", false), ("asSent", true)]),
        "`asSent` gives the backend the path byte for byte, for signed URLs and object stores; dot segments are refused then."
      ),
    ])
}
