/// Why a file is not to be had.
package enum SecLangFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case missing
  /// A directory, a pipe, a device.
  case notRegular
  case tooLarge(limit: Int)
  case unreadable(String)

  package var description: String {
    switch self {
    case .missing: "there is no such file"
    case .notRegular: "it is no regular file"
    case .tooLarge(let limit): "it has more than \(limit) bytes"
    case .unreadable(let reason): reason
    }
  }
}
