import CVectorscan

/// Many expressions that a text is searched for at once, in one pass.
///
/// The answer is one bit for each request, and it errs on one side only: a bit that is not set means that nothing of its
/// request occurs. What a set bit means is in ``coverage(of:)``.
package final class PatternSet: Sendable {
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
  private let coverages: [PatternCoverage]
  /// Bits that must be taken as set, because the database does not know their expressions.
  private let uncovered: PatternBits

  init(
    databases: [PatternDatabase], coverages: [PatternCoverage], origin: Origin, refusals: [PatternRefusal] = [],
    cacheProblem: String? = nil
  ) {
    self.databases = databases
    self.coverages = coverages
    self.origin = origin
    self.refusals = refusals
    lone = databases.compactMap(\.only)
    self.cacheProblem = cacheProblem
    bitCount = coverages.count
    var uncovered = PatternBits(count: coverages.count)
    for (id, coverage) in coverages.enumerated() where coverage == .none {
      uncovered.insert(id)
    }
    self.uncovered = uncovered
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
  /// Nothing is allocated. `bits` must have room for ``bitCount`` bits. A scan that fails sets all of them, so that
  /// nothing is missed.
  ///
  /// - Parameter wanted: a bit for each id, of which those of ``lone`` count: others may be set without being wanted. Nil
  ///   for all.
  package func scan(
    _ text: UnsafeRawBufferPointer, wanted: UnsafePointer<UInt64>? = nil, scratch: PatternScratch,
    into bits: inout PatternBits
  ) {
    precondition(bits.capacity >= bitCount, "too few bits for the set")
    bits.formUnion(uncovered)
    let start = (text.baseAddress ?? scratch.emptyText).assumingMemoryBound(to: CChar.self)
    guard let length = UInt32(exactly: text.count), let scan = ScanEngine.scan else { return bits.insertAll() }
    let isDone = bits.withWords { words in
      databases.allSatisfy { database in
        if let only = database.only, let wanted, wanted[only >> 6] & 1 << UInt64(only & 63) == 0 { return true }
        return scan(database.handle, start, length, 0, scratch.handle, Self.setBit, UnsafeMutableRawPointer(words))
          == HS_SUCCESS
      }
    }
    if !isDone { bits.insertAll() }
  }

  private static let setBit: match_event_handler = { id, _, _, _, words in
    let words = words?.assumingMemoryBound(to: UInt64.self)
    words?[Int(id >> 6)] |= 1 << UInt64(id & 63)
    return 0
  }
}
