import SwiftASN1
import X509

/// Reads and writes PEM files with several documents in them (RFC 7468).
enum PEMDocuments {
  static func all(_ text: String) throws -> [PEMDocument] {
    try PEMDocument.parseMultiple(pemString: text)
  }

  static func certificates(_ documents: [PEMDocument]) throws -> [Certificate] {
    try documents
      .filter { $0.discriminator == Certificate.defaultPEMDiscriminator }
      .map { try Certificate(pemDocument: $0) }
  }

  /// The first private key, whatever stands around it: parameters of its curve, or the certificate.
  static func privateKey(_ text: String) throws -> PEMDocument? {
    try all(text).first { $0.discriminator.hasSuffix("PRIVATE KEY") }
  }
}
