import CVectorscan

/// The working memory of scans.
///
/// One for each thread, for any number of sets: it serves one scan at a time, and none from inside another.
package final class PatternScratch {
  private(set) var handle: OpaquePointer?
  // The library takes no null pointer, not even for no bytes.
  let emptyText: UnsafeRawPointer

  package init(for sets: some Sequence<PatternSet>) throws(PatternError) {
    emptyText = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
    for set in sets {
      try grow(for: set)
    }
  }

  /// Makes room for one more set. To be called when it is set up, not between scans of a request.
  package func grow(for set: PatternSet) throws(PatternError) {
    for database in set.databases {
      let status = hs_alloc_scratch(database.handle, &handle)
      guard status == HS_SUCCESS else { throw .library("hs_alloc_scratch", status) }
    }
  }

  private init(copyOf original: OpaquePointer?) throws(PatternError) {
    emptyText = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
    guard let original else { return }
    let status = hs_clone_scratch(original, &handle)
    guard status == HS_SUCCESS else { throw .library("hs_clone_scratch", status) }
  }

  /// Another of the same size, for another thread.
  package func clone() throws(PatternError) -> PatternScratch {
    try PatternScratch(copyOf: handle)
  }

  deinit {
    hs_free_scratch(handle)
    emptyText.deallocate()
  }
}
