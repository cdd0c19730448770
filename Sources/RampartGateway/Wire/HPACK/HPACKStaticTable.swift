/// The static table of HPACK (RFC 7541, appendix A).
enum HPACKStaticTable {
  /// The name and value at an index, which counts from 1.
  static let entries: [HPACKEntry] = texts.map { HPACKEntry(name: Array($0.0.utf8), value: Array($0.1.utf8)) }

  static var count: Int { entries.count }

  /// The index of a name, which is in lower case; 0 where the table does not have it. Of several, the first.
  @inline(__always)
  static func index(ofName name: UnsafeRawBufferPointer) -> Int {
    slots[slot(name, in: slots)]
  }

  /// Names by a hash of their length and three of their letters; open addressing.
  private static let slots: [Int] = {
    var slots = [Int](repeating: 0, count: 256)
    for (index, entry) in entries.enumerated() {
      entry.withName { name in
        let slot = slot(name, in: slots)
        if slots[slot] == 0 { slots[slot] = index + 1 }
      }
    }
    return slots
  }()

  private static func slot(_ name: UnsafeRawBufferPointer, in slots: [Int]) -> Int {
    guard let first = name.first, let last = name.last else { return 0 }
    let letters = UInt32(first) &* 31 &+ UInt32(last) &* 7 &+ UInt32(name[name.count >> 1])
    var slot = Int((letters &* 0x9E37 &+ UInt32(truncatingIfNeeded: name.count) &* 0x85EB) >> 4 & 255)
    while slots[slot] != 0, !entries[slots[slot] - 1].hasName(name) { slot = (slot + 1) & 255 }
    return slot
  }

  private static let texts: [(String, String)] = [
    (":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html"),
    (":scheme", "http"), (":scheme", "https"), (":status", "200"), (":status", "204"), (":status", "206"),
    (":status", "304"), (":status", "400"), (":status", "404"), (":status", "500"), ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"), ("accept-language", ""), ("accept-ranges", ""), ("accept", ""),
    ("access-control-allow-origin", ""), ("age", ""), ("allow", ""), ("authorization", ""),
    ("cache-control", ""), ("content-disposition", ""), ("content-encoding", ""), ("content-language", ""),
    ("content-length", ""), ("content-location", ""), ("content-range", ""), ("content-type", ""),
    ("cookie", ""), ("date", ""), ("etag", ""), ("expect", ""), ("expires", ""), ("from", ""), ("host", ""),
    ("if-match", ""), ("if-modified-since", ""), ("if-none-match", ""), ("if-range", ""),
    ("if-unmodified-since", ""), ("last-modified", ""), ("link", ""), ("location", ""), ("max-forwards", ""),
    ("proxy-authenticate", ""), ("proxy-authorization", ""), ("range", ""), ("referer", ""), ("refresh", ""),
    ("retry-after", ""), ("server", ""), ("set-cookie", ""), ("strict-transport-security", ""),
    ("transfer-encoding", ""), ("user-agent", ""), ("vary", ""), ("via", ""), ("www-authenticate", ""),
  ]
}
