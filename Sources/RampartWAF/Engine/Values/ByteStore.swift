/// The bytes of one transaction at addresses that do not change until it ends.
///
/// Memory is taken in large pieces and used again by the next transaction; one that needed a lot does not keep it.
final class ByteStore {
  private static let pieceSize = 1 << 16
  private static let kept = 1 << 20

  private var pieces: [UnsafeMutableRawBufferPointer] = []
  private var current = 0
  private var next: UnsafeMutableRawPointer
  private var room: Int

  init() {
    let first = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
    pieces.append(first)
    next = Self.start(of: first)
    room = first.count
  }

  deinit {
    for piece in pieces { piece.deallocate() }
  }

  func removeAll() {
    var size = 0
    var count = 0
    while count < pieces.count, count == 0 || size + pieces[count].count <= Self.kept {
      size += pieces[count].count
      count += 1
    }
    for piece in pieces[count...] { piece.deallocate() }
    pieces.removeSubrange(count...)
    use(0)
  }

  @inline(__always)
  func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    if room < count { advance(count) }
    let result = next
    next += count
    room -= count
    return result
  }

  func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let target = allocate(bytes.count)
    target.copyMemory(from: source, byteCount: bytes.count)
    return UnsafeRawBufferPointer(start: target, count: bytes.count)
  }

  private func advance(_ count: Int) {
    while current + 1 < pieces.count {
      use(current + 1)
      if room >= count { return }
    }
    let size = max(Self.pieceSize, count)
    pieces.append(.allocate(byteCount: size, alignment: 16))
    use(pieces.count - 1)
  }

  private func use(_ index: Int) {
    current = index
    next = Self.start(of: pieces[index])
    room = pieces[index].count
  }

  private static func start(of piece: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawPointer {
    guard let start = piece.baseAddress else { preconditionFailure("memory of no size") }
    return start
  }
}
