#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ContentSecurityPolicy {
  /// A number used once: 192 random bits that mark the scripts of one response as its own.
  ///
  /// ```swift
  /// let nonce = ContentSecurityPolicy.Nonce()
  /// // <script nonce="\(nonce.text)">
  /// headers.apply(to: &fields, in: ResponseContext(isSecure: true, nonce: nonce))
  /// ```
  ///
  /// Source: W3C Content Security Policy Level 3, section 7.1, which asks for 128 bits.
  public struct Nonce: Sendable, Hashable {
    /// In base64: 32 characters.
    public let text: String

    public init() {
      var generator = SystemRandomNumberGenerator()
      self.init(using: &generator)
    }

    public init(using generator: inout some RandomNumberGenerator) {
      var bytes: [UInt8] = []
      for _ in 0..<3 {
        let word: UInt64 = generator.next()
        bytes += withUnsafeBytes(of: word, Array.init)
      }
      text = Data(bytes).base64EncodedString()
    }
  }
}
