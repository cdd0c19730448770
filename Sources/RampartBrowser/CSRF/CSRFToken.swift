/// A token as it travels: when it ends, two random numbers, and the code over all of it.
///
/// 72 bytes, 96 characters; or masked, 144 bytes in 192 characters: random bytes, then the token XOR those bytes.
struct CSRFToken: Sendable {
  static let numberLength = 16
  static let length = 8 + 2 * numberLength + codeLength
  private static let codeLength = 32

  /// Seconds since 1970.
  let expiry: Int
  /// Stays the same for all tokens of one visitor.
  let visitor: [UInt8]
  /// Is of this token alone.
  let nonce: [UInt8]
  let code: [UInt8]

  init(expiry: Int, visitor: [UInt8], nonce: [UInt8], code: [UInt8]) {
    self.expiry = expiry
    self.visitor = visitor
    self.nonce = nonce
    self.code = code
  }

  /// Nil for what has another length or is not base64url.
  init?(_ text: String) {
    guard let bytes = Base64URL.decode(text, atMost: 2 * Self.length) else { return nil }
    switch bytes.count {
    case Self.length: self.init(bytes)
    case 2 * Self.length: self.init(zip(bytes, bytes.dropFirst(Self.length)).map { $0 ^ $1 })
    default: return nil
    }
  }

  private init?(_ bytes: [UInt8]) {
    let number = Self.numberLength
    guard let expiry = Int(exactly: bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) else { return nil }
    self.expiry = expiry
    visitor = Array(bytes[8..<(8 + number)])
    nonce = Array(bytes[(8 + number)..<(8 + 2 * number)])
    code = Array(bytes[(8 + 2 * number)...])
  }

  /// Everything that is signed.
  static func payload(expiry: Int, visitor: [UInt8], nonce: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt64(clamping: expiry).bigEndian, Array.init) + visitor + nonce
  }

  var payload: [UInt8] { Self.payload(expiry: expiry, visitor: visitor, nonce: nonce) }

  var text: String { Base64URL.encode(payload + code) }

  func masked(with mask: [UInt8]) -> String {
    Base64URL.encode(mask + zip(mask, payload + code).map { $0 ^ $1 })
  }
}
