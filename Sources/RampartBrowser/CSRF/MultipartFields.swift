import RampartCore

/// The fields of a form with files (RFC 7578), as far as their values are wanted. Of a body that is cut off, a part
/// without its end is none.
struct MultipartFields {
  private static let lineEnd: [UInt8] = [13, 10]
  /// A longer head of a part is no field's.
  private static let longestHead = 1024
  private let parts: [ArraySlice<UInt8>]

  init(_ body: [UInt8], boundary: [UInt8]) {
    let delimiter = [UInt8]("--".utf8) + boundary
    var parts: [ArraySlice<UInt8>] = []
    var rest = body[...]
    guard rest.starts(with: delimiter) || Self.skip(to: Self.lineEnd + delimiter, in: &rest) != nil else {
      self.parts = []
      return
    }
    if rest.starts(with: delimiter) { rest = rest.dropFirst(delimiter.count) }
    while rest.starts(with: Self.lineEnd), let part = Self.skip(to: Self.lineEnd + delimiter, in: &rest) {
      parts.append(part)
    }
    self.parts = parts
  }

  /// Every value of a field, in order; those of files are none.
  func values(of name: String) -> [String] {
    parts.compactMap { part in
      var rest = part
      guard let head = Self.skip(to: Self.lineEnd + Self.lineEnd, in: &rest), head.count <= Self.longestHead else {
        return nil
      }
      return Self.isField(name, head) ? String(decoding: rest, as: UTF8.self) : nil
    }
  }

  private static func isField(_ name: String, _ head: ArraySlice<UInt8>) -> Bool {
    Substring(decoding: head, as: UTF8.self).parts(at: "\n").contains { line in
      guard let (field, value) = line.cut(at: ":"), field.lowercased() == "content-disposition" else { return false }
      let end = value.utf8.last == 0x0D ? value.utf8.dropLast() : value.utf8
      let parameters = Substring(end).parts(at: ";").map { $0.trimmingBlanks() }
      return parameters.first?.lowercased() == "form-data" && parameters.contains("name=\"\(name)\"")
        && !parameters.contains { Substring($0.lowercased()).begins(with: "filename") }
    }
  }

  /// What stands before a mark, behind which `bytes` then begins; nil where there is no mark.
  private static func skip(to mark: [UInt8], in bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let first = mark.first else { return nil }
    var from = bytes.startIndex
    while let start = bytes[from...].firstIndex(of: first) {
      if bytes[start...].starts(with: mark) {
        defer { bytes = bytes[(start + mark.count)...] }
        return bytes[..<start]
      }
      from = start + 1
    }
    return nil
  }
}
