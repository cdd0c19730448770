import NIOCore
import RampartCore

/// A request's head, checked: whatever reaches an exchange is unambiguous.
struct RequestHead: Sendable {
  enum Version: Sendable {
    case http10, http11, http2
  }

  /// How long the body is.
  enum Framing: Sendable, Equatable {
    case none
    case length(Int)
    case chunked
    /// Framed by HTTP/2 frames, length unknown.
    case stream
  }

  var fields: FieldBlock
  var method: Extent
  /// As the client sent it.
  var target: Extent
  /// Canonical (see `CanonicalPath`); `*` for `OPTIONS *`.
  var path: Extent
  /// With its question mark; empty where there is none.
  var query: Extent
  /// As the client sent it; empty only in HTTP/1.0.
  var authority: Extent
  /// Lower case, without port and trailing dot.
  var host: Extent
  var version: Version
  var framing: Framing
  var kind: MethodKind
  var keepsAlive: Bool
  var expectsContinue: Bool
  /// Asks to become a WebSocket.
  var isWebSocketUpgrade: Bool
  /// The target itself says `https://`.
  var namesHTTPS = false
  /// The path as the client sent it.
  var sentPath = Extent.empty
  /// What else the path may be to backends; nil for nearly all requests.
  var variants: PathVariants?
}

/// Forms of a path that some backend may take it for.
// A class, so that the many heads without one carry no more than an empty reference.
final class PathVariants: Sendable {
  let readings: PathReadings
  /// The canonical path but for runs of slashes; empty where there are none.
  let unmerged: [UInt8]

  init?(_ readings: PathReadings, unmerged: [UInt8]) {
    guard !readings.isEmpty || !unmerged.isEmpty else { return nil }
    self.readings = readings
    self.unmerged = unmerged
  }
}

/// What the gateway must know of a method.
enum MethodKind: Sendable {
  case get, head, options, trace, put, delete, other

  init(_ method: UnsafeRawBufferPointer) {
    self =
      switch method.count {
      case 3 where method.elementsEqual("GET".utf8): .get
      case 3 where method.elementsEqual("PUT".utf8): .put
      case 4 where method.elementsEqual("HEAD".utf8): .head
      case 5 where method.elementsEqual("TRACE".utf8): .trace
      case 6 where method.elementsEqual("DELETE".utf8): .delete
      case 7 where method.elementsEqual("OPTIONS".utf8): .options
      default: .other
      }
  }

  /// Sending it twice does no more than sending it once (RFC 9110, 9.2.2).
  var isIdempotent: Bool { self != .other }
}

extension RequestHead {
  /// Stands for a request that could not be read.
  static let unreadable = RequestHead(
    fields: FieldBlock(bytes: ByteBuffer(), lines: []), method: .empty, target: .empty, path: .empty, query: .empty,
    authority: .empty, host: .empty, version: .http11, framing: .none, kind: .other, keepsAlive: false,
    expectsContinue: false, isWebSocketUpgrade: false)
}
