extension Transaction {
  /// The request line, taken apart. `version` is such as `HTTP/1.1`.
  package func setRequestLine(
    method: UnsafeRawBufferPointer, target: UnsafeRawBufferPointer, version: UnsafeRawBufferPointer
  ) {
    // `GET /` without a version is a line too (HTTP/0.9).
    let end = method.count + 1 + target.count
    let count = version.isEmpty ? end : end + 1 + version.count
    let line = UnsafeMutableRawBufferPointer(start: store.allocate(count), count: count)
    line.copyBytes(from: method)
    line[method.count] = ASCII.space
    UnsafeMutableRawBufferPointer(rebasing: line[(method.count + 1)...]).copyBytes(from: target)
    facts.line = Bytes(line)
    facts.method = facts.line.part(0..<method.count)
    facts.target = facts.line.part(method.count + 1..<end)
    guard !version.isEmpty else { return }
    line[end] = ASCII.space
    UnsafeMutableRawBufferPointer(rebasing: line[(end + 1)...]).copyBytes(from: version)
    facts.protocolText = facts.line.part(end + 1..<count)
  }

  /// A request line as it came, however malformed: what stands before the first blank is the method, what stands behind
  /// the last the version.
  package func setRawRequestLine(_ bytes: UnsafeRawBufferPointer) {
    facts.line = store.copy(bytes)
    guard let first = facts.line.firstIndex(of: ASCII.space) else {
      facts.method = facts.line
      return
    }
    facts.method = facts.line.part(0..<first)
    let last = facts.line.lastIndex(of: ASCII.space) ?? first
    let hasVersion = last > first
    facts.target = facts.line.part(first + 1..<(hasVersion ? last : facts.line.count))
    if hasVersion { facts.protocolText = facts.line.part(last + 1..<facts.line.count) }
  }

  package func setRequestLine(method: String, target: String, version: String = "HTTP/1.1") {
    var (method, target, version) = (method, target, version)
    method.withUTF8 { method in
      target.withUTF8 { target in
        version.withUTF8 { setRequestLine(method: Bytes(method), target: Bytes(target), version: Bytes($0)) }
      }
    }
  }

  package func addRequestHeader(_ name: String, _ value: String) {
    var (name, value) = (name, value)
    name.withUTF8 { name in value.withUTF8 { addRequestHeader(Bytes(name), Bytes($0)) } }
  }

  package func addRequestHeader(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    let (name, value) = (store.copy(name), store.copy(value))
    requestHeaders.append((name, value))
    switch name.count {
    case 4 where name.equalsIgnoringCase("host"):
      facts.host = value.part(0..<(value.firstIndex(of: UInt8(ascii: ":")) ?? value.count))
    case 6 where name.equalsIgnoringCase("cookie"): parts.parseCookies(value)
    case 12 where name.equalsIgnoringCase("content-type"):
      if facts.contentType.baseAddress == nil { facts.contentType = value }
      if let processor = BodyProcessor(contentType: value) { facts.typedProcessor = processor }
    case 13 where name.equalsIgnoringCase("authorization"):
      facts.authorizationType = value.part(0..<(value.firstIndex(of: ASCII.space) ?? value.count))
    default: break
    }
  }

  /// Phase 1, once the line and all headers are there.
  package func evaluateRequestHead() -> Intervention? {
    registerRequestHead()
    if engine != .off, parts.isQueryCut || parts.areCookiesCut { intervene(.deny, status: 400, cause: .memberLimit) }
    return evaluate(phase: 1)
  }

  private func registerRequestHead() {
    registerTarget()
    table.addSingle(.method, facts.method)
    table.addSingle(.requestLine, facts.line)
    table.addSingle(.requestProtocol, facts.protocolText)
    table.addSingle(.serverName, facts.host)
    if plan.usedKinds[Int(ValueKind.remoteAddress.rawValue)] {
      var client = facts.connection.client
      table.addSingle(.remoteAddress, client.withUTF8 { store.copy(Bytes($0)) })
    }
    table.add(.requestHeader) { add in
      for header in requestHeaders { add(header.name, header.value) }
    }
    let parsed = copyParsed(from: 0)
    table.add(.queryArgument) { add in
      for member in parts.queryArguments { add(parsed(member.name), parsed(member.value)) }
    }
    table.add(.cookie) { add in
      for member in parts.cookies { add(parsed(member.name), parsed(member.value)) }
    }
  }

  /// The arena's bytes from this position on, copied to where they stay. It may move when a body is parsed.
  func copyParsed(from start: Int) -> (ByteRange) -> Bytes {
    let copy = parts.arena.withUnsafeBytes { store.copy($0.part(min(start, $0.count)..<$0.count)) }
    return { range in
      let offset = Int(range.start) - start
      guard range.count > 0, offset >= 0, offset + Int(range.count) <= copy.count else { return .empty }
      return copy.part(offset..<offset + Int(range.count))
    }
  }
}

extension UnsafeRawBufferPointer {
  /// `name` is in lower case.
  func equalsIgnoringCase(_ name: StaticString) -> Bool {
    equalsIgnoringCase(Bytes(name))
  }
}
