import Crypto
import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a token is bound to.
enum TokenBinding: Sendable {
  case session(String)
  case user(String)
  /// Nobody yet: the number in the token itself.
  case visitor

  /// Each kind begins with another byte, so that no user is named like a session.
  var bytes: [UInt8] {
    switch self {
    case .session(let value): [1] + value.utf8
    case .user(let value): [2] + value.utf8
    case .visitor: [3]
    }
  }
}

/// Signs tokens with HMAC-SHA-256 (RFC 2104) and verifies them in constant time (CWE-208).
struct TokenSigner: Sendable {
  private static let shortest = 32
  private static let mostKeys = 8

  // The current one first.
  private let keys: [Redacted<SymmetricKey>]
  // Another key for comparisons, so that no signature is ever made over what is only compared.
  private let comparison = Redacted(SymmetricKey(size: .bits256))

  init(_ keys: CSRFKeys) throws(InvalidOption) {
    let all = [keys.current] + keys.previous
    guard all.allSatisfy({ $0.revealed().count >= Self.shortest }) else {
      throw InvalidOption("csrf.keyTooShort", "a key for tokens has at least \(Self.shortest) bytes")
    }
    guard all.count <= Self.mostKeys else {
      throw InvalidOption("csrf.tooManyKeys", "there are more than \(Self.mostKeys - 1) previous keys for tokens")
    }
    self.keys = all.map { Redacted(SymmetricKey(data: $0.revealed())) }
  }

  func sign(expiry: Int, visitor: [UInt8], nonce: [UInt8], _ binding: TokenBinding) -> CSRFToken {
    let payload = CSRFToken.payload(expiry: expiry, visitor: visitor, nonce: nonce)
    let code = HMAC<SHA256>.authenticationCode(for: Self.message(payload, binding), using: keys[0].revealed())
    return CSRFToken(expiry: expiry, visitor: visitor, nonce: nonce, code: Array(code))
  }

  /// Whether a token was made here, for this session, and has not ended.
  func verify(_ token: CSRFToken, _ binding: TokenBinding, now: Int) -> Bool {
    guard token.expiry > now else { return false }
    let message = Self.message(token.payload, binding)
    return keys.contains { key in
      HMAC<SHA256>.isValidAuthenticationCode(token.code, authenticating: message, using: key.revealed())
    }
  }

  /// Compares in a time that does not depend on the bytes.
  func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    let code = HMAC<SHA256>.authenticationCode(for: Data(left), using: comparison.revealed())
    return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(right), using: comparison.revealed())
  }

  // The payload has a fixed length, so that it cannot run into the binding.
  private static func message(_ payload: [UInt8], _ binding: TokenBinding) -> Data {
    Data(Array("rampart csrf token 1".utf8) + [0] + payload + binding.bytes)
  }
}
