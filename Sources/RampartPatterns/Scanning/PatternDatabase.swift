import CVectorscan
import Glibc

/// A compiled database of Vectorscan.
// Immutable after it was made, and the library reads it from any number of threads at once.
final class PatternDatabase: @unchecked Sendable {
  enum Outcome {
    case compiled(PatternDatabase)
    /// The expression at this place is the one that was refused.
    case refused(index: Int, message: String)
  }

  let handle: OpaquePointer
  /// The one id that it knows, where that is searched for alone.
  let only: Int?

  private init(_ handle: OpaquePointer, only: Int?) {
    self.handle = handle
    self.only = only
  }

  deinit {
    hs_free_database(handle)
  }

  /// Bytes in memory.
  var size: Int {
    var size = 0
    return hs_database_size(handle, &size) == HS_SUCCESS ? size : 0
  }

  struct Item {
    var expression: PatternExpression
    var isApproximate: Bool
    var id: UInt32
  }

  static func compile(_ items: [Item], only: Int? = nil) throws(PatternError) -> Outcome {
    var texts = items.map { cString($0.expression.bytes) }
    let flags = items.map(flags)
    let ids = items.map(\.id)
    var handle: OpaquePointer?
    var problem: UnsafeMutablePointer<hs_compile_error_t>?
    var platform = ScanEngine.platform
    let status = withPointers(to: &texts) { pointers in
      hs_compile_multi(pointers, flags, ids, UInt32(items.count), UInt32(HS_MODE_BLOCK), &platform, &handle, &problem)
    }
    defer { if problem != nil { hs_free_compile_error(problem) } }
    if status == HS_SUCCESS, let handle { return .compiled(PatternDatabase(handle, only: only)) }
    let message = problem.flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "status \(status)"
    guard let index = problem.map({ Int($0.pointee.expression) }), items.indices.contains(index) else {
      throw .compilation(message)
    }
    return .refused(index: index, message: message)
  }

  func serialized() throws(PatternError) -> [UInt8] {
    var start: UnsafeMutablePointer<CChar>?
    var length = 0
    let status = hs_serialize_database(handle, &start, &length)
    guard status == HS_SUCCESS, let start else { throw .library("hs_serialize_database", status) }
    // The library takes the memory from malloc.
    defer { free(start) }
    return Array(UnsafeRawBufferPointer(start: start, count: length))
  }

  static func deserialize(_ bytes: UnsafeRawBufferPointer, only: Int?) -> PatternDatabase? {
    var handle: OpaquePointer?
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard hs_deserialize_database(start, bytes.count, &handle) == HS_SUCCESS, let handle else { return nil }
    return PatternDatabase(handle, only: only)
  }

  private static func flags(_ item: Item) -> UInt32 {
    var flags = HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY
    if item.expression.options.contains(.caseless) { flags |= HS_FLAG_CASELESS }
    if item.expression.options.contains(.dotAll) { flags |= HS_FLAG_DOTALL }
    if item.expression.options.contains(.multiline) { flags |= HS_FLAG_MULTILINE }
    if item.isApproximate { flags |= HS_FLAG_PREFILTER }
    return UInt32(flags)
  }

  // An expression ends at the first zero for the library, so one that holds a zero names it instead.
  private static func cString(_ bytes: [UInt8]) -> [CChar] {
    var text: [CChar] = []
    text.reserveCapacity(bytes.count + 1)
    for byte in bytes {
      if byte == 0 {
        text += [0x5C, 0x78, 0x30, 0x30]
      } else {
        text.append(CChar(bitPattern: byte))
      }
    }
    text.append(0)
    return text
  }

  private static func withPointers<Result>(
    to texts: inout [[CChar]], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    // One block for all texts: the pointers must stay good together.
    let block = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, texts.reduce(0) { $0 + $1.count }))
    defer { block.deallocate() }
    var pointers: [UnsafePointer<CChar>?] = []
    var end = block
    for text in texts {
      end.initialize(from: text, count: text.count)
      pointers.append(UnsafePointer(end))
      end += text.count
    }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
