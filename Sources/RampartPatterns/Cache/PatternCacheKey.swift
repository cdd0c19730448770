import CVectorscan

/// What a compiled database depends on, as one hash: the patterns, the library, the instructions that it may use,
/// this format.
package struct PatternCacheKey: Sendable, Hashable {
  let digest: [UInt8]

  package init(_ requests: [PatternRequest], _ preference: PatternPreference) {
    var hash = SHA256()
    hash.update(Array("rampart patterns \(PatternCacheEntry.formatVersion)\n".utf8))
    hash.update(Self.library)
    hash.update(Self.number(Int(preference.rawValue)))
    hash.update(Self.number(requests.count))
    for request in requests {
      hash.update(Self.number(request.id))
      hash.update(Self.number(request.expressions.count))
      for expression in request.expressions {
        hash.update(Self.number(Int(expression.options.rawValue)))
        hash.update(Self.number(expression.bytes.count))
        hash.update(expression.bytes)
      }
    }
    digest = hash.finish()
  }

  var fileName: String {
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + ".patterns"
  }

  // With its length, so that no two lists of fields make the same bytes.
  private static func number(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(truncatingIfNeeded: value).littleEndian) { Array($0) }
  }

  // Databases are made for one set of instructions, whatever more the processor has.
  private static let library: [UInt8] = {
    let version = hs_version().map { String(cString: $0) } ?? ""
    return Array("\(version)\n\(ScanEngine.platform.tune) \(ScanEngine.platform.cpu_features)\n".utf8)
  }()
}
