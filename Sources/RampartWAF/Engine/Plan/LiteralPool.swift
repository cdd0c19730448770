/// The text of all rules that values are made of, at addresses that stay as long as the plan.
// Written once, while it is made; then only read, from any number of threads.
final class LiteralPool: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer

  init(_ bytes: [UInt8]) {
    memory = .allocate(byteCount: max(1, bytes.count), alignment: 16)
    memory.copyBytes(from: bytes)
  }

  deinit {
    memory.deallocate()
  }

  subscript(_ range: ByteRange) -> Bytes { range.slice(of: Bytes(memory)) }
}
