extension Transaction {
  /// `version` is such as `HTTP/1.1`.
  package func setResponse(status: Int, version: UnsafeRawBufferPointer) {
    facts.responseStatus = status
    facts.responseProtocol = store.copy(version)
  }

  package func setResponse(status: Int, version: String = "HTTP/1.1") {
    var version = version
    version.withUTF8 { setResponse(status: status, version: Bytes($0)) }
  }

  package func addResponseHeader(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    let (name, value) = (store.copy(name), store.copy(value))
    responseHeaders.append((name, value))
    if name.count == 12, name.equalsIgnoringCase("content-type") {
      facts.responseContentType = value.part(0..<(value.firstIndex(of: ASCII.semicolon) ?? value.count))
    }
  }

  package func addResponseHeader(_ name: String, _ value: String) {
    var (name, value) = (name, value)
    name.withUTF8 { name in value.withUTF8 { addResponseHeader(Bytes(name), Bytes($0)) } }
  }

  /// Phase 3, once status and headers are there.
  package func evaluateResponseHead() -> Intervention? {
    guard engine != .off else { return nil }
    table.addSingle(.responseStatus, store.decimal(facts.responseStatus))
    table.addSingle(.responseProtocol, facts.responseProtocol)
    table.addSingle(.responseContentType, facts.responseContentType)
    table.add(.responseHeader) { add in for header in responseHeaders { add(header.name, header.value) } }
    return evaluate(phase: 3)
  }

  /// Whether rules want to see the body of this response; to be asked when its head is known.
  package var wantsResponseBody: Bool {
    guard engine != .off, let limit = responseBodyLimit, limit > 0, facts.responseBodyAccess != false else {
      return false
    }
    guard let types = plan.settings.responseBodyTypes else { return true }
    return types.contains { type in
      var type = type
      return type.withUTF8 { facts.responseContentType.equalsIgnoringCase(Bytes($0)) }
    }
  }

  private var responseBodyLimit: Int? {
    if let limit = firewall.options.responseBodyLimit { return limit }
    guard facts.responseBodyAccess ?? plan.settings.responseBodyAccess ?? false else { return nil }
    return plan.settings.responseBodyLimit ?? 512 << 10
  }

  /// A piece of the body, decoded where it was compressed.
  package func appendResponseBody(_ bytes: UnsafeRawBufferPointer) -> Intervention? {
    guard wantsResponseBody, let limit = responseBodyLimit else { return nil }
    let room = limit - responseBody.count
    guard bytes.count > room else {
      responseBody.append(contentsOf: bytes)
      return nil
    }
    responseBody.append(contentsOf: bytes.prefix(max(0, room)))
    facts.isResponseBodyCut = true
    guard firewall.options.responseBodyOverLimit == .reject else { return nil }
    return intervene(.deny, status: 502, cause: .responseBodyLimit)
  }

  /// Phase 4, once the body is complete or cut.
  package func evaluateResponseBody() -> Intervention? {
    guard wantsResponseBody else { return nil }
    facts.isResponseBodySeen = true
    table.addSingle(.responseBody, responseBody.withUnsafeBytes { store.copy($0) })
    return evaluate(phase: 4)
  }

  /// Phase 5, which comes for every transaction, however it ended.
  package func log() {
    _ = evaluate(phase: 5)
  }
}
