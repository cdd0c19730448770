import RampartWAF

extension Workspace {
  /// Runs all phases over a request and its answer. The result must be closed.
  func run(_ request: CorpusRequest, excluding exclusions: [Int] = []) -> Transaction {
    let transaction = begin(
      ConnectionFacts(client: "127.0.0.1", clientPort: 40_000, server: "127.0.0.1", serverPort: 80))
    for exclusion in exclusions { transaction.exclude(exclusion) }
    request.method.withUnsafeBytes { method in
      request.target.withUnsafeBytes { target in
        request.version.withUnsafeBytes { transaction.setRequestLine(method: method, target: target, version: $0) }
      }
    }
    for field in request.fields {
      field.name.withUnsafeBytes { name in field.value.withUnsafeBytes { transaction.addRequestHeader(name, $0) } }
    }
    _ = transaction.evaluateRequestHead()
    _ = request.body.withUnsafeBytes { transaction.appendRequestBody($0) }
    _ = transaction.evaluateRequestBody()
    transaction.setResponse(status: request.status)
    for field in request.answerFields {
      field.name.withUnsafeBytes { name in field.value.withUnsafeBytes { transaction.addResponseHeader(name, $0) } }
    }
    _ = transaction.evaluateResponseHead()
    _ = request.answer.withUnsafeBytes { transaction.appendResponseBody($0) }
    _ = transaction.evaluateResponseBody()
    transaction.log()
    return transaction
  }
}
