/// What the lines of the audit log say of the request.
package struct AuditFacts: Sendable {
  /// The request's id.
  package var transaction: String
  package var client: String
  package var method = ""
  package var host = ""
  /// Without the query, which may hold anything.
  package var path = ""

  package init(transaction: String, client: String) {
    self.transaction = transaction
    self.client = client
  }
}
