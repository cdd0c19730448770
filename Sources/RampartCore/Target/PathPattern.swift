/// `/exact`, `/users/*/notes` (one segment), `/api/**` (`/api` itself and everything below it).
package struct PathPattern: Sendable, Hashable, CustomStringConvertible {
  private enum Segment: Sendable, Hashable {
    case literal(Literal)
    case any

    var isEmptyLiteral: Bool { if case .literal(let literal) = self { literal.isEmpty } else { false } }
    var isPlainLiteral: Bool { if case .literal(let literal) = self { literal.isPlain } else { false } }
  }

  private struct Literal: Sendable, Hashable {
    let text: [UInt8]
    /// As backends decode it; the same text for nearly all.
    let decoded: [UInt8]
    /// Whether every backend sees the same segment, whatever stands before and behind it.
    let isPlain: Bool

    init(_ text: [UInt8]) {
      self.text = text
      decoded = PathReadings.decoded(segment: text)
      isPlain =
        !text.contains(UInt8(ascii: "%")) && !text.contains(UInt8(ascii: ";")) && text.first != UInt8(ascii: "(")
    }

    var isEmpty: Bool { text.isEmpty }

    /// Whether what follows may be its path info.
    var isProgram: Bool {
      guard let dot = text.lastIndex(of: UInt8(ascii: ".")) else { return false }
      return text.withUnsafeBytes { ProgramExtension.isOne($0[(dot + 1)...]) }
    }

    func equals(_ segment: Slice<UnsafeRawBufferPointer>, _ comparison: Comparison) -> Bool {
      switch comparison {
      case .exact: segment.elementsEqual(text)
      case .decoded: segment.elementsEqual(text) || segment.elementsEqual(decoded)
      case .loose:
        segment.count == decoded.count
          && zip(segment, decoded).allSatisfy { PathPattern.folded($0) == PathPattern.folded($1) }
      }
    }
  }

  private enum Comparison {
    /// The path as it is sent.
    case exact
    /// A reading of it, in which reserved characters are decoded.
    case decoded
    /// In any case too.
    case loose
  }

  private let segments: [Segment]
  /// Ends in `**`.
  private let matchesBelow: Bool
  /// Other patterns for paths that some backend takes for a path of this one: without the slash at the end, decoded,
  /// without parameters.
  private var otherForms: [PathPattern] = []
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
    guard canonical == text, let pattern = Self.parse(text) else { return nil }
    self = pattern
    if segments.count > 1, case .literal(let last)? = segments.last, last.isEmpty {
      otherForms.append(
        PathPattern(segments: segments.dropLast(), matchesBelow: false, description: String(text.dropLast())))
    }
    if text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: ";") }) {
      otherForms += PathReadings.spellings(ofPattern: text).compactMap(Self.parse)
    }
  }

  private static func parse(_ text: String) -> PathPattern? {
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
        segments.append(.literal(Literal(Array(part))))
      }
    }
    return PathPattern(segments: segments, matchesBelow: below, description: text)
  }

  /// Whether every path of the other pattern is one of this.
  package func covers(_ other: PathPattern) -> Bool {
    guard matchesBelow || !other.matchesBelow && segments.count == other.segments.count,
      segments.count <= other.segments.count
    else { return false }
    // `*` is no empty segment, as behind a slash that ends a path.
    return zip(segments, other.segments).allSatisfy { $0 == $1 || $0 == .any && !$1.isEmptyLiteral }
  }

  /// Whether this is surely a pattern for every reading of every path of the other, too.
  package func coversReadings(of other: PathPattern) -> Bool {
    if isEverything { return true }
    guard covers(other), matchesBelow || other.segments.allSatisfy(\.isPlainLiteral) else { return false }
    // What a backend may cut off must be below.
    let firm = matchesBelow ? segments.count : other.segments.count
    return other.segments.prefix(firm).enumerated().allSatisfy { index, segment in
      guard case .literal(let literal) = segment, literal.isPlain else { return false }
      return index == firm - 1 || !literal.isProgram
    }
  }

  /// Whether no reading of a path of the other pattern can be one of this, as far as the segments that both have tell.
  package func isApart(from other: PathPattern) -> Bool {
    for (own, theirs) in zip(segments, other.segments) {
      // Behind a segment that is not the same to every backend, their counts of segments differ.
      guard case .literal(let theirs) = theirs, theirs.isPlain else { return false }
      guard case .literal(let own) = own else { continue }
      guard own.isPlain, !own.isEmpty else { return false }
      if own.text.map(Self.folded) != theirs.text.map(Self.folded) { return true }
    }
    return false
  }

  /// - Parameter path: canonical, beginning with a slash.
  package func matches(_ path: UnsafeRawBufferPointer) -> Bool {
    matches(path, .exact)
  }

  private func matches(_ path: UnsafeRawBufferPointer, _ comparison: Comparison) -> Bool {
    if isEverything { return true }
    var rest = path.dropFirst()
    for (index, segment) in segments.enumerated() {
      let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      let isLast = end == rest.endIndex
      switch segment {
      case .any: if end == rest.startIndex { return false }
      case .literal(let literal): if !literal.equals(rest[rest.startIndex..<end], comparison) { return false }
      }
      if index == segments.count - 1 { return isLast || matchesBelow }
      if isLast { return false }
      rest = rest[(end + 1)...]
    }
    return false
  }

  /// Whether the path is one of this pattern to every backend, to some, or to none.
  ///
  /// A slash at the end of the path makes no difference: many backends serve `/login/` as `/login`. Some serve `/Login`
  /// as `/login`, and where the pattern ends in a slash the path without one.
  ///
  /// - Parameter isReading: of `PathReadings`, in place of a path as it was sent.
  package func grade(_ path: UnsafeRawBufferPointer, isReading: Bool = false) -> PathMatch {
    if matchesWithOrWithoutSlash(path, isReading ? .decoded : .exact) { return .surely }
    if matchesWithOrWithoutSlash(path, .loose) { return .perhaps }
    return otherForms.contains { $0.matchesWithOrWithoutSlash(path, .loose) } ? .perhaps : .no
  }

  private func matchesWithOrWithoutSlash(_ path: UnsafeRawBufferPointer, _ comparison: Comparison) -> Bool {
    if matches(path, comparison) { return true }
    return path.count > 1 && path.last == UInt8(ascii: "/")
      && matches(UnsafeRawBufferPointer(rebasing: path.dropLast()), comparison)
  }

  /// In lower case, where it is a letter of ASCII.
  @inline(__always)
  private static func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}

/// Whether a path is one of those that something is for.
package enum PathMatch: Int, Sendable, Comparable {
  case no
  /// To some backend.
  case perhaps
  /// To every backend.
  case surely

  package static func < (left: PathMatch, right: PathMatch) -> Bool { left.rawValue < right.rawValue }
}
