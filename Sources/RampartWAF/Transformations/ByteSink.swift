/// Where a transformation writes: memory that its caller provides and has sized for the longest result.
struct ByteSink {
  private let memory: UnsafeMutableBufferPointer<UInt8>
  private(set) var count = 0

  init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
    self.memory = memory
  }

  var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: memory[..<count])) }

  var last: UInt8? { count > 0 ? memory[count - 1] : nil }

  subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count)
    return memory[position]
  }

  // The checks stay in release builds: a wrong bound must end the process and not write over its memory.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    precondition(count < memory.count)
    memory[count] = byte
    count += 1
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count && range.count <= memory.count - count)
    guard !range.isEmpty, let source = bytes.baseAddress, let target = memory.baseAddress else { return }
    UnsafeMutableRawPointer(target + count).copyMemory(from: source + range.lowerBound, byteCount: range.count)
    count += range.count
  }

  mutating func append(_ text: StaticString) {
    for offset in 0..<text.utf8CodeUnitCount { append(text.utf8Start[offset]) }
  }

  /// One byte for each of the input, in a loop without a check inside, which the compiler turns into vectors.
  @inline(__always)
  mutating func append(_ bytes: UnsafeRawBufferPointer, mapping change: (UInt8) -> UInt8) {
    precondition(bytes.count <= memory.count - count)
    guard let target = memory.baseAddress else { return }
    let start = target + count
    for offset in 0..<bytes.count { start[offset] = change(bytes[offset]) }
    count += bytes.count
  }

  mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count)
    count = newCount
  }
}
