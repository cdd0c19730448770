/// `/exact`, `/users/*/notes` (one segment), `/api/**` (`/api` itself and everything below it).
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
  private enum Segment: Sendable, Hashable {
    case literal([UInt8])
    case any
  }

  private let segments: [Segment]
  /// Ends in `**`.
  private let matchesBelow: Bool
  package let description: String

  package static let everything = PathPattern(segments: [], matchesBelow: true, description: "/**")

  package var isEverything: Bool { segments.isEmpty && matchesBelow }

  private init(segments: [Segment], matchesBelow: Bool, description: String) {
    self.segments = segments
    self.matchesBelow = matchesBelow
    self.description = description
  }

  package init?(_ text: String) {
    guard text.hasPrefix("/"), let canonical = CanonicalPath.canonicalize(text) else { return nil }
    guard canonical == text else { return nil }
    var parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
    let below = parts.last?.elementsEqual("**".utf8) == true
    if below { parts = parts.dropLast() }
    var segments: [Segment] = []
    for part in parts {
      if part.elementsEqual("*".utf8) {
        segments.append(.any)
      } else if part.contains(UInt8(ascii: "*")) {
        return nil
      } else {
        segments.append(.literal(Array(part)))
      }
    }
    self.init(segments: segments, matchesBelow: below, description: text)
  }

  /// Whether every path of the other pattern is one of this.
  package func covers(_ other: PathPattern) -> Bool {
    guard matchesBelow || !other.matchesBelow && segments.count == other.segments.count,
      segments.count <= other.segments.count
    else { return false }
    // `*` is no empty segment, as behind a slash that ends a path.
    return zip(segments, other.segments).allSatisfy { $0 == $1 || $0 == .any && $1 != .literal([]) }
  }

  /// Whether no path can be one of both, as far as the segments that both have tell.
  package func isApart(from other: PathPattern) -> Bool {
    zip(segments, other.segments).contains { $0 != $1 && $0 != .any && $1 != .any }
  }

  /// - Parameter path: canonical, beginning with a slash.
  package func matches(_ path: UnsafeRawBufferPointer) -> Bool {
    if isEverything { return true }
    var rest = path.dropFirst()
    for (index, segment) in segments.enumerated() {
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      let isLast = end == rest.endIndex
      switch segment {
      case .any: if end == rest.startIndex { return false }
      case .literal(let literal): if !rest[rest.startIndex..<end].elementsEqual(literal) { return false }
      }
      if index == segments.count - 1 { return isLast || matchesBelow }
      if isLast { return false }
      rest = rest[(end + 1)...]
    }
    return false
  }

  /// The same, or without a slash at the end of the path: many backends serve `/login/` as `/login`.
  package func matchesWithOrWithoutSlash(_ path: UnsafeRawBufferPointer) -> Bool {
    if matches(path) { return true }
    return path.count > 1 && path.last == UInt8(ascii: "/")
      && matches(UnsafeRawBufferPointer(rebasing: path.dropLast()))
  }
}
