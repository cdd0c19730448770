import CVectorscan

/// Many expressions that a text is searched for at once, in one pass.
///
/// The answer is one bit for each request, and it errs on one side only: a bit that is not set means that nothing of its
/// request occurs. What a set bit means is in ``coverage(of:)``.
// The handles are those of the databases, which it keeps and which any number of threads may use.
package final class PatternSet: @unchecked Sendable {
  package enum Origin: Sendable, Hashable {
    case compiled, cache
  }

  /// Where the database came from.
  package let origin: Origin
  /// Why the cache could not be used, where there is one and it could not.
  package let cacheProblem: String?
  /// What was refused on the way; empty where the database came from the cache.
  package let refusals: [PatternRefusal]
  /// One more than the highest id: the number of bits of an answer.
  package let bitCount: Int
  /// One for most of it, and one for each expression that is better searched for alone.
  let databases: [PatternDatabase]
  /// Of the databases, with their only ids, or -1.
  private let handles: [(OpaquePointer, only: Int)]
  private let coverages: [PatternCoverage]
  /// Bits that must be taken as set, because the database does not know their expressions.
  private let uncovered: [(word: Int, bit: UInt64)]

  init(
    databases: [PatternDatabase], coverages: [PatternCoverage], origin: Origin, refusals: [PatternRefusal] = [],
    cacheProblem: String? = nil
  ) {
    self.databases = databases
    handles = databases.map { ($0.handle, $0.only ?? -1) }
    self.coverages = coverages
    self.origin = origin
    self.refusals = refusals
    lone = databases.compactMap(\.only)
    self.cacheProblem = cacheProblem
    bitCount = coverages.count
    uncovered = coverages.indices.filter { coverages[$0] == .none }.map { ($0 >> 6, 1 << UInt64($0 & 63)) }
  }

  /// What a set bit says; `.exact` for an id without a request, whose bit is never set.
  package func coverage(of id: Int) -> PatternCoverage {
    coverages.indices.contains(id) ? coverages[id] : .exact
  }

  /// Bytes of memory that the databases take.
  package var databaseSize: Int { databases.reduce(0) { $0 + $1.size } }

  /// Ids that are searched for alone, and only where they are wanted.
  package let lone: [Int]

  /// Sets the bit of every request that occurs in `text`; bits that were set before stay.
  ///
  /// Nothing is allocated. A scan that fails sets all of them, so that nothing is missed.
  ///
  /// - Parameters:
  ///   - wanted: a bit for each id, of which those of ``lone`` count: others may be set without being wanted. Nil for all.
  ///   - bits: room for ``bitCount`` bits.
  package func scan(
    _ text: UnsafeRawBufferPointer, wanted: UnsafePointer<UInt64>? = nil, scratch: PatternScratch,
    into bits: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(bits.count << 6 >= bitCount, "too few bits for the set")
    for (word, bit) in uncovered { bits[word] |= bit }
    let start = (text.baseAddress ?? scratch.emptyText).assumingMemoryBound(to: CChar.self)
    guard let length = UInt32(exactly: text.count), let scan = ScanEngine.scan else {
      return bits.update(repeating: .max)
    }
    for (handle, only) in handles {
      if only >= 0, let wanted, wanted[only >> 6] & 1 << UInt64(only & 63) == 0 { continue }
      let status = scan(handle, start, length, 0, scratch.handle, Self.setBit, bits.baseAddress)
      guard status == HS_SUCCESS else { return bits.update(repeating: .max) }
    }
  }

  package func scan(_ text: UnsafeRawBufferPointer, scratch: PatternScratch, into bits: inout PatternBits) {
    bits.withWords { scan(text, scratch: scratch, into: $0) }
  }

  private static let setBit: match_event_handler = { id, _, _, _, words in
    let words = words?.assumingMemoryBound(to: UInt64.self)
    words?[Int(id >> 6)] |= 1 << UInt64(id & 63)
    return 0
  }
}
