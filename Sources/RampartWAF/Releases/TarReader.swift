/// Reads a tar archive of a release as it comes. It trusts nothing in it.
package struct TarReader: Sendable {
  private enum State {
    case header
    case contents(TarHeader.Kind, left: Int, padding: Int)
    case ended
  }

  private let limits: ReleaseLimits
  private var state = State.header
  private var block: [UInt8] = []
  /// What was said about the next entry.
  private var extended: [UInt8] = []
  private var nextName: [UInt8]?
  private var nextSize: Int?
  private var read = 0
  private var entries = 0
  /// The one folder that everything is in.
  package private(set) var release: String?

  package init(_ limits: ReleaseLimits = ReleaseLimits()) {
    self.limits = limits
  }

  /// Takes more of the archive, and gives what is complete.
  ///
  /// - Throws: for what must not be in a release, for what goes beyond the limits, and what `give` throws.
  package mutating func feed(
    _ bytes: [UInt8], _ give: (TarEntry) throws(ReleaseError) -> Void
  ) throws(ReleaseError) {
    read += bytes.count
    guard read <= limits.unpacked else {
      throw ReleaseError("the archive has more than \(limits.unpacked >> 20) MiB in it; it is not taken")
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      switch state {
      case .ended: return
      case .header:
        let part = rest.prefix(TarHeader.size - block.count)
        block += part
        rest = rest.dropFirst(part.count)
        if block.count == TarHeader.size { try takeHeader(give) }
      case .contents(let kind, let left, let padding):
        let part = rest.prefix(left)
        rest = rest.dropFirst(part.count)
        if kind == .file, !part.isEmpty { try give(.contents(Array(part))) } else { extended += part }
        let skipped = min(part.count == left ? padding : 0, rest.count)
        rest = rest.dropFirst(skipped)
        state = .contents(kind, left: left - part.count, padding: padding - skipped)
        try endContents(give)
      }
    }
  }

  /// - Throws: where the archive is cut off, or nothing was in it.
  package func finish() throws(ReleaseError) {
    guard case .ended = state else { throw ReleaseError("the archive is cut off") }
    guard entries > 0, release != nil else { throw ReleaseError("the archive has nothing in it") }
  }

  private mutating func takeHeader(_ give: (TarEntry) throws(ReleaseError) -> Void) throws(ReleaseError) {
    defer { block.removeAll(keepingCapacity: true) }
    if block.allSatisfy({ $0 == 0 }) {
      state = .ended
      return
    }
    let header = try TarHeader(block)
    var size = header.size
    switch header.kind {
    case .extended, .extendedForAll, .longName:
      guard size <= limits.extendedHeader else {
        throw ReleaseError("the archive has a name or a header that is too long")
      }
      extended.removeAll(keepingCapacity: true)
    case .file, .folder:
      size = nextSize ?? size
      guard size <= limits.file else {
        throw ReleaseError("the archive has a file of more than \(limits.file >> 20) MiB in it; it is not taken")
      }
      try begin(header, size, give)
      nextName = nil
      nextSize = nil
    }
    state = .contents(header.kind, left: size, padding: (TarHeader.size - size % TarHeader.size) % TarHeader.size)
    try endContents(give)
  }

  private mutating func begin(
    _ header: TarHeader, _ size: Int, _ give: (TarEntry) throws(ReleaseError) -> Void
  ) throws(ReleaseError) {
    entries += 1
    guard entries <= limits.entries else {
      throw ReleaseError("the archive has more than \(limits.entries) files in it; it is not taken")
    }
    guard header.kind == .file || size == 0 else { throw ReleaseError("the archive is damaged: a folder has contents") }
    guard let path = try ReleasePath.read(nextName ?? header.name, limits) else {
      guard header.kind == .folder else { throw ReleaseError("the archive has a file without a name") }
      return
    }
    guard path.release == release ?? path.release else {
      throw ReleaseError("the archive has two releases in it: `\(release ?? "")` and `\(path.release)`")
    }
    release = path.release
    guard header.kind == .folder || !path.parts.isEmpty else {
      throw ReleaseError("the archive has a file where the release's folder should be: `\(path.release)`")
    }
    try give(header.kind == .folder ? .folder(path) : .file(path))
  }

  private mutating func endContents(_ give: (TarEntry) throws(ReleaseError) -> Void) throws(ReleaseError) {
    guard case .contents(let kind, left: 0, padding: 0) = state else { return }
    state = .header
    switch kind {
    case .file: try give(.fileEnd)
    case .folder: break
    case .longName: nextName = Array(extended.prefix { $0 != 0 })
    case .extended:
      let attributes = try TarAttributes(extended)
      nextName = attributes.path ?? nextName
      nextSize = attributes.size
    case .extendedForAll:
      let attributes = try TarAttributes(extended)
      guard attributes.path == nil, attributes.size == nil else {
        throw ReleaseError("the archive says the same name or size for all its files")
      }
    }
  }
}
