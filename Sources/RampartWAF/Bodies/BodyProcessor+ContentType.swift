extension BodyProcessor {
  /// The parser that a `Content-Type` asks for. JSON and XML come by `ctl:requestBodyProcessor` of a rule alone, as
  /// in ModSecurity: the rules know which types an application takes for them.
  package init?(contentType: UnsafeRawBufferPointer) {
    if contentType.hasPrefix("multipart/form-data") {
      self = .multipart
    } else if contentType.hasPrefix("application/x-www-form-urlencoded") {
      self = .urlEncoded
    } else {
      return nil
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Without regard to case; `prefix` is in lower case.
  func hasPrefix(_ prefix: StaticString) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard count >= length else { return false }
    for index in 0..<length where Octet.lowercased(self[index]) != prefix.utf8Start[index] { return false }
    return true
  }
}
