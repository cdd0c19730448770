/// What counts as evidence, and what makes a client look hostile.
package struct TuningOptions: Sendable, Hashable {
  /// A rule with fewer requests is not proposed.
  package var minimumRequests = 10
  /// One user with one habit is no reason to open a rule for everybody.
  package var minimumClients = 5

  /// A client whose requests match rules of this many classes of attacks looks hostile.
  package var hostileClasses = 3
  /// The same for different rules.
  package var hostileRules = 15
  /// The same for the score of one request.
  package var hostileScore = 40

  package var limits = Limits()

  /// Of what is kept in memory. What goes beyond is not looked at, and is never proposed.
  package struct Limits: Sendable, Hashable {
    package var clients = 100_000
    /// Rules with a variable and a path.
    package var findings = 50_000
    /// Clients of findings.
    package var sightings = 1_000_000
    /// Bytes of a path, of a variable's name, and of everything else in an entry.
    package var text = 1024
    /// Variables, and tags, of one entry.
    package var list = 64

    package init() {}
  }

  package init() {}
}
