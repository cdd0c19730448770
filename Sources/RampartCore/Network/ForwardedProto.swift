/// `X-Forwarded-Proto`, as a trusted proxy sends it.
package enum ForwardedProto {
  /// Whether the values of all its lines say that the client uses TLS; nil if they say nothing.
  ///
  /// Every member of the list must say `https`: if one of several proxies was asked over plain HTTP, the request was not
  /// protected on its whole way.
  package static func saysHTTPS(_ lines: some Sequence<some Collection<UInt8>>) -> Bool? {
    var isSecure: Bool?
    for line in lines {
      for member in line.split(separator: UInt8(ascii: ",")) {
        let word = member.trimmingBlanks
        guard !word.isEmpty else { continue }
        isSecure = isSecure != false && word.elementsEqual("https".utf8) { $0 | 0x20 == $1 }
      }
    }
    return isSecure
  }
}
