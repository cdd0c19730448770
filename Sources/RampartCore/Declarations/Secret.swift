/// A secret that a document refers to, as it was when the document was read. Like the contents of a `NamedFile`, its
/// value is part of what makes two configurations the same.
package struct Secret: Sendable, Hashable, CustomStringConvertible {
  /// Bytes of a password or a key for signing.
  package static let longest = 64 << 10

  package let reference: SecretReference
  /// Without the line breaks that editors put at the end of a file.
  package let value: Redacted<[UInt8]>

  package init(_ reference: SecretReference, value: [UInt8] = []) {
    self.reference = reference
    self.value = Redacted(value)
  }

  /// - Throws: where it is not there, is empty or is too large; the problem never repeats it.
  package init(
    _ reference: SecretReference, from sources: any DocumentSources, limit: Int = NamedFile.longest
  ) throws(ConfigurationProblem) {
    var bytes: [UInt8]
    switch reference {
    case .file(let path):
      do throws(FileFailure) {
        bytes = try sources.contents(of: path, limit: NamedFile.longest)
      } catch {
        throw ConfigurationProblem(error, reading: path)
      }
    case .environment(let name):
      guard let text = sources.variable(name) else {
        throw ConfigurationProblem("missingVariable", "\(reference) is not set")
      }
      bytes = Array(text.utf8)
    }
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.count <= limit else {
      let reason = bytes.isEmpty ? "it is empty" : "it is larger than \(limit >> 10) KiB"
      throw ConfigurationProblem("impossibleValue", "\(reference) holds no secret: \(reason)")
    }
    self.init(reference, value: bytes)
  }

  /// Where it is to be found, never what it is.
  package var description: String { reference.description }

  package static func == (left: Secret, right: Secret) -> Bool {
    left.reference == right.reference && left.value.revealed() == right.value.revealed()
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(reference) }
}
