import Foundation

/// What kind of file stands at a path, without following a link, and whose it is.
struct FileFacts {
  enum Kind {
    case regular, folder, link, socket, other
  }

  let kind: Kind
  let owner: UInt32?

  /// Nil where there is none.
  init?(path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
    kind =
      switch attributes[.type] as? FileAttributeType {
      case .typeRegular?: .regular
      case .typeDirectory?: .folder
      case .typeSymbolicLink?: .link
      case .typeSocket?: .socket
      default: .other
      }
    owner = (attributes[.ownerAccountID] as? NSNumber)?.uint32Value
  }
}
