/// What is known about a request besides itself.
package struct ConnectionFacts: Sendable, Hashable {
  /// As text: `203.0.113.7`.
  package var client: String
  package var clientPort: Int
  package var server: String
  package var serverPort: Int
  /// `UNIQUE_ID`
  package var id: String
  /// `REMOTE_USER`
  package var user: String
  /// Nanoseconds since 1970; 0: the clock is asked where a rule wants to know.
  package var time: Int64

  package init(
    client: String = "", clientPort: Int = 0, server: String = "", serverPort: Int = 0, id: String = "",
    user: String = "", time: Int64 = 0
  ) {
    self.client = client
    self.clientPort = clientPort
    self.server = server
    self.serverPort = serverPort
    self.id = id
    self.user = user
    self.time = time
  }
}
