import Crypto

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ContentSecurityPolicy {
  /// The checksum of an inline script or style, which allows that one and no other.
  ///
  /// Source: W3C Content Security Policy Level 3, section 2.3.1 (`hash-source`).
  public struct Hash: Sendable, Hashable {
    public struct Algorithm: Sendable, Hashable {
      let name: String
      let byteCount: Int

      public static let sha256 = Algorithm(name: "sha256", byteCount: SHA256.byteCount)
      public static let sha384 = Algorithm(name: "sha384", byteCount: SHA384.byteCount)
      public static let sha512 = Algorithm(name: "sha512", byteCount: SHA512.byteCount)

      static let all: [Algorithm] = [.sha256, .sha384, .sha512]

      fileprivate func digest(of bytes: Data) -> Data {
        switch self {
        case .sha384: Data(SHA384.hash(data: bytes))
        case .sha512: Data(SHA512.hash(data: bytes))
        default: Data(SHA256.hash(data: bytes))
        }
      }
    }

    /// As the header writes it, without the quotes: `sha256-` and the checksum in base64.
    public let text: String

    /// - Parameter bytes: everything between the start tag and the end tag, line breaks and spaces included.
    public init(_ algorithm: Algorithm, of bytes: some Sequence<UInt8>) {
      text = "\(algorithm.name)-\(algorithm.digest(of: Data(bytes)).base64EncodedString())"
    }

    /// - Parameter script: everything between the start tag and the end tag, line breaks and spaces included.
    public init(_ algorithm: Algorithm, of script: String) {
      self.init(algorithm, of: script.utf8)
    }

    /// `'sha256-…'` of a policy; nil where it is none or has not the length of that checksum.
    init?(quoted text: String) {
      guard text.hasPrefix("'"), text.hasSuffix("'"), text.count > 2 else { return nil }
      let inner = text.dropFirst().dropLast()
      let algorithm = Algorithm.all.first { inner.hasPrefix($0.name + "-") }
      guard let algorithm else { return nil }
      // Policies may write base64url as well.
      let base64 = inner.dropFirst(algorithm.name.count + 1).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
      guard Data(base64Encoded: String(base64))?.count == algorithm.byteCount else { return nil }
      self.text = String(inner)
    }
  }
}
