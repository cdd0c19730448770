/// The one form of a path that routing, controls and the backend all see (RFC 3986, 6.2.2; CWE-22, CWE-647).
///
/// - Percent-encoded unreserved characters are decoded, once. Encoded reserved ones stay encoded, because `%2F` is data
///   and `/` a separator; every octet that is not allowed raw in a path is encoded, in upper-case hexadecimal.
/// - Dot segments are removed, also encoded ones; a path that climbs above the root is refused, and so is a dot segment
///   with a parameter (`..;x`), which some servers climb by.
/// - `%2F` next to dot segments is refused too (`..%2Fadmin`): servers that decode it before they look for dots climb. So
///   are `..%3B` and `..%3F`, where others cut.
/// - Runs of slashes become one.
/// - A raw `#` begins a fragment, which no request has: refused. A backslash, raw or encoded, control characters, malformed escapes and octets that are not UTF-8 (overlong forms
///   among them) are refused.
public enum CanonicalPath {
  /// Whether the path is canonical as it stands, which nearly all are: one pass, nothing copied.
  public static func isCanonical(_ path: UnsafeRawBufferPointer) -> Bool {
    guard path.first == UInt8(ascii: "/") else { return false }
    var previous: UInt8 = 0
    for byte in path {
      guard isRaw(byte) else { return false }
      if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
      previous = byte
    }
    return true
  }

  /// The canonical form, or nil where there is none.
  public static func canonicalize(_ path: UnsafeRawBufferPointer) -> [UInt8]? {
    guard path.first == UInt8(ascii: "/"), let decoded = decode(path) else { return nil }
    var segments: [ArraySlice<UInt8>] = []
    let parts = decoded.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var endsInSlash = false
    for part in parts {
      endsInSlash = true
      guard !hidesDotSegment(part) else { return nil }
      if part.elementsEqual("..".utf8) {
        guard segments.popLast() != nil else { return nil }
      } else if !part.isEmpty, !part.elementsEqual(".".utf8) {
        segments.append(part)
        endsInSlash = false
      }
    }
    var result: [UInt8] = []
    result.reserveCapacity(decoded.count)
    for segment in segments {
      result.append(UInt8(ascii: "/"))
      result.append(contentsOf: segment)
    }
    if endsInSlash || segments.isEmpty { result.append(UInt8(ascii: "/")) }
    return result
  }

  /// Whether somebody who cuts the segment at parameters or at encoded slashes finds a dot segment in it.
  private static func hidesDotSegment(_ segment: ArraySlice<UInt8>) -> Bool {
    var start = segment.startIndex
    while true {
      let piece = segment[start...]
      if cuts.contains(where: { piece.starts(with: $0) }) { return true }
      let end = piece.firstRange(of: encodedSlash)
      let text = end.map { piece[..<$0.lowerBound] } ?? piece
      let isWhole = text.count == segment.count
      if !isWhole, text.elementsEqual("..".utf8) || text.elementsEqual(".".utf8) { return true }
      guard let end else { return false }
      start = end.upperBound
    }
  }

  private static let cuts = [".;", "..;", ".%3B", "..%3B", ".%3F", "..%3F"].map { Array($0.utf8) }
  private static let encodedSlash = Array("%2F".utf8)

  /// The canonical form, or nil where there is none.
  public static func canonicalize(_ path: String) -> String? {
    var path = path
    return path.withUTF8 { canonicalize(UnsafeRawBufferPointer($0)) }.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The canonical form but for runs of slashes and dot segments, which stay; empty where there is no such run.
  package static func unmerged(_ path: UnsafeRawBufferPointer) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    guard zip(path, path.dropFirst()).contains(where: { $0 == slash && $1 == slash }) else { return [] }
    return decode(path) ?? []
  }

  /// Whether a segment is `.` or `..`, encoded or not.
  package static func hasDotSegments(_ path: UnsafeRawBufferPointer) -> Bool {
    guard let decoded = decode(path) else { return true }
    return decoded.split(separator: UInt8(ascii: "/")).contains {
      $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
    }
  }

  /// Decodes what may stand raw, encodes what may not; nil for what is refused.
  private static func decode(_ path: UnsafeRawBufferPointer) -> [UInt8]? {
    var result: [UInt8] = []
    var octets: [UInt8] = []
    result.reserveCapacity(path.count)
    octets.reserveCapacity(path.count)
    var index = 0
    while index < path.count {
      var byte = path[index]
      var wasEncoded = false
      index += 1
      if byte == UInt8(ascii: "%") {
        guard index + 1 < path.count, let high = hexValue(path[index]), let low = hexValue(path[index + 1]) else {
          return nil
        }
        byte = high << 4 | low
        wasEncoded = true
        index += 2
      }
      guard byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\\"), wasEncoded || byte != UInt8(ascii: "#") else {
        return nil
      }
      octets.append(byte)
      if wasEncoded ? isUnreserved(byte) : isRaw(byte) {
        result.append(byte)
      } else {
        result.append(UInt8(ascii: "%"))
        result.append(hexDigit(byte >> 4))
        result.append(hexDigit(byte & 15))
      }
    }
    return String(validating: octets, as: UTF8.self) == nil ? nil : result
  }

  /// `pchar` without its escapes, and the slash (RFC 3986, 3.3).
  @inline(__always)
  private static func isRaw(_ byte: UInt8) -> Bool {
    // Bits of: ! $ & ' ( ) * + , - . / 0-9 : ; = and @ A-Z _ a-z ~
    let low: UInt64 = 0x2FFF_FFD2_0000_0000
    let high: UInt64 = 0x47FF_FFFE_87FF_FFFF
    guard byte < 0x80 else { return false }
    return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
  }

  /// RFC 3986, 2.3.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x41 + value - 10
  }
}
