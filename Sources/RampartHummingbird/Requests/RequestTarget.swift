import HTTPTypes
import Hummingbird
import RampartCore

/// The target of a request, read as the router reads it and in one form for every control (CWE-22, CWE-647).
///
/// Hummingbird chooses the route by the path as it was sent, before any middleware runs. A control that looked at a
/// different path than the router would guard the wrong route. So what two readers could take differently is refused;
/// ``CanonicalPathRouter`` makes one form of it before the route is chosen.
struct RequestTarget {
  let authority: String
  let path: String
  let query: String

  /// - Throws: what the client is told where the target is malformed.
  init(of request: Request, ignoresCase: Bool) throws(Denial) {
    let target = request.head.path ?? ""
    guard !target.utf8.contains(UInt8(ascii: "#")) else { throw .malformedTarget }
    authority = try Self.authority(of: request)
    query = request.uri.query ?? ""
    if target == "*", request.method == .options {
      path = target
      return
    }
    guard let canonical = CanonicalPath.canonicalize(request.uri.path) else { throw .malformedTarget }
    guard Self.isRouted(request.uri.path, as: canonical) else { throw .ambiguousPath }
    // The router drops the slash at the end, so `/sign-in/` reaches the handler of `/sign-in`.
    let routed = canonical.count > 1 && canonical.hasSuffix("/") ? String(canonical.dropLast()) : canonical
    path = ignoresCase ? routed.lowercased() : routed
  }

  /// `Host` stands once, and where the target names a host it is the same one (RFC 9112, 3.2).
  private static func authority(of request: Request) throws(Denial) -> String {
    let authority = request.head.authority ?? ""
    // The first `Host` became the authority; what is still among the fields is one more.
    guard request.headers[values: .host].allSatisfy({ $0 == authority }) else { throw .ambiguousHost }
    if let host = request.uri.host, request.method != .connect {
      let named = request.uri.port.map { "\(host):\($0)" } ?? host
      guard named.lowercased() == authority.lowercased() else { throw .ambiguousHost }
    }
    return authority
  }

  /// Whether the canonical path has the segments that the router saw: both are the same but for octets that had to be
  /// encoded and for the case of hexadecimal digits.
  private static func isRouted(_ path: String, as canonical: String) -> Bool {
    var rest = canonical.utf8[...]
    var bytes = path.utf8[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "%") {
        let escape = [byte] + bytes.prefix(2).map { upperCase($0) }
        guard rest.starts(with: escape) else { return false }
        bytes = bytes.dropFirst(2)
        rest = rest.dropFirst(3)
      } else if rest.first == byte {
        rest = rest.dropFirst()
      } else {
        guard rest.starts(with: escape(of: byte)) else { return false }
        rest = rest.dropFirst(3)
      }
    }
    return rest.isEmpty
  }

  private static func escape(of byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  private static func upperCase(_ digit: UInt8) -> UInt8 {
    (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit) ? digit - 0x20 : digit
  }
}
