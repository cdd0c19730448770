extension Transaction {
  /// Whether rules want to see the body at all: where not, it need not be kept for them.
  package var wantsRequestBody: Bool {
    engine != .off && (facts.requestBodyAccess ?? plan.settings.requestBodyAccess ?? true)
  }

  /// A piece of the body as it comes. Nothing is evaluated but the limit.
  ///
  /// - Parameter isCut: more of the body follows than will ever be appended.
  package func appendRequestBody(_ bytes: UnsafeRawBufferPointer, isCut: Bool = false) -> Intervention? {
    guard wantsRequestBody else { return nil }
    let room = firewall.options.requestBodyLimit - requestBody.count
    guard bytes.count > room || isCut else {
      requestBody.append(contentsOf: bytes)
      return nil
    }
    requestBody.append(contentsOf: bytes.prefix(max(0, room)))
    facts.isRequestBodyCut = true
    guard firewall.options.requestBodyOverLimit == .reject else { return nil }
    return intervene(.deny, status: 413, cause: .requestBodyLimit)
  }

  /// Phase 2, once the body is complete; also for a request without one.
  package func evaluateRequestBody() -> Intervention? {
    guard engine != .off else { return nil }
    facts.isRequestComplete = true
    if wantsRequestBody { registerRequestBody() }
    return evaluate(phase: 2)
  }

  /// Of a request that never became complete, or was refused before: phase 2 with what there is of it, for the log.
  package func evaluateRemainder() {
    guard !facts.isRequestComplete, intervention == nil else { return }
    facts.isRequestBodyCut = true
    _ = evaluateRequestBody()
  }

  private func registerRequestBody() {
    let processor = facts.chosenProcessor ?? facts.typedProcessor
    if facts.isRequestBodyCut, let processor { CutBody.complete(&requestBody, as: processor) }
    let body = requestBody.withUnsafeBytes { store.copy($0) }
    // Of files and markup, rules that look at the whole body would suspect what is none of their business.
    let isTakenApart = processor == .multipart || processor == .xml
    if !isTakenApart || facts.forcesRequestBody { table.addSingle(.requestBody, body) }
    if plan.usedKinds[Int(ValueKind.fullRequest.rawValue)] { table.addSingle(.fullRequest, fullRequest(body)) }
    guard let processor else { return }
    facts.isRequestBodyParsed = true
    let start = parts.arena.count
    parts.parseBody(
      body, as: processor, contentType: facts.contentType,
      separator: plan.settings.argumentSeparator ?? UInt8(ascii: "&"), isCut: facts.isRequestBodyCut)
    let parsed = copyParsed(from: start)
    register(parts.body, processor, parsed, body)
    parsedErrorMessage = parsed(parts.body.errorMessage)
  }

  private func register(
    _ content: ParsedBody, _ processor: BodyProcessor, _ parsed: (ByteRange) -> Bytes, _ body: Bytes
  ) {
    let isJSON = processor == .json
    table.add(isJSON ? .jsonArgument : .formArgument) { add in
      for member in content.arguments { add(parsed(member.name), parsed(member.value)) }
    }
    if let text = content.xmlText { table.add(.xmlText) { add in add(Bytes("/*"), parsed(text)) } }
    table.add(.xmlAttribute) { add in for value in content.xmlAttributes { add(Bytes("//@*"), parsed(value)) } }
    guard content.isMultipart else { return }
    table.add(.fileName) { add in for file in content.files { add(parsed(file.name), parsed(file.fileName)) } }
    table.add(.fileField) { add in for file in content.files { add(parsed(file.name), parsed(file.name)) } }
    table.add(.fileSize) { add in for file in content.files { add(parsed(file.name), parsed(file.size)) } }
    table.add(.fileContent) { add in
      for file in content.files { add(parsed(file.name), file.content.slice(of: body)) }
    }
    table.add(.partHeader) { add in
      for member in content.partHeaders { add(parsed(member.name), parsed(member.value)) }
    }
    table.add(.partName) { add in for name in content.partNames { add(parsed(name), parsed(name)) } }
    table.add(.partFileName) { add in for name in content.partFileNames { add(parsed(name), parsed(name)) } }
  }

  private func fullRequest(_ body: Bytes) -> Bytes {
    var text: [UInt8] = []
    for header in requestHeaders {
      text += header.name
      text += [UInt8(ascii: ":"), ASCII.space]
      text += header.value
      text.append(ASCII.newline)
    }
    text += [ASCII.newline, ASCII.newline]
    text += body
    return text.withUnsafeBytes { store.copy($0) }
  }
}
