import Testing

@testable import RampartWAF

@Suite struct `Archives of releases` {
  private func read(
    _ bytes: [UInt8], _ limits: ReleaseLimits = ReleaseLimits(), step: Int = .max
  ) throws -> [String: String] {
    var reader = TarReader(limits)
    var files: [String: String] = [:]
    var name = ""
    var start = 0
    while start < bytes.count {
      let end = start + min(step, bytes.count - start)
      try reader.feed(Array(bytes[start..<end])) { entry throws(ReleaseError) in
        switch entry {
        case .folder(let path): files[([path.release] + path.parts).joined(separator: "/") + "/"] = ""
        case .file(let path):
          name = ([path.release] + path.parts).joined(separator: "/")
          files[name] = ""
        case .contents(let part): files[name, default: ""] += String(decoding: part, as: UTF8.self)
        case .fileEnd: name = ""
        }
      }
      start = end
    }
    try reader.finish()
    return files
  }

  private func refusal(_ change: (inout TarText) -> Void) -> String? {
    var text = TarText()
    text.add("coreruleset-1.0.0/", type: "5")
    change(&text)
    do {
      _ = try read(text.archive)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [1, 7, 511, 512, 513, 4096])
  func `Files come out whole however the bytes come in`(step: Int) throws {
    var text = TarText()
    text.pax("comment", "0123456789abcdef", type: "g")
    text.add("./", type: "5")
    text.add("./coreruleset-1.0.0/", type: "5")
    text.add("coreruleset-1.0.0/empty")
    text.add("coreruleset-1.0.0/full", Array(repeating: UInt8(ascii: "x"), count: 512))
    text.add("b", Array("prefixed".utf8), prefix: "coreruleset-1.0.0/rules")
    text.pax("path", "coreruleset-1.0.0/" + String(repeating: "n", count: 120))
    text.add("short", Array("named by pax".utf8))
    text.add("long", Array("coreruleset-1.0.0/gnu\0".utf8), type: "L", magic: "ustar  \0")
    text.add("short", Array("named by GNU".utf8), magic: "ustar  \0")
    let files = try read(text.archive, step: step)
    #expect(
      files == [
        "coreruleset-1.0.0/": "", "coreruleset-1.0.0/empty": "",
        "coreruleset-1.0.0/full": String(repeating: "x", count: 512), "coreruleset-1.0.0/rules/b": "prefixed",
        "coreruleset-1.0.0/" + String(repeating: "n", count: 120): "named by pax",
        "coreruleset-1.0.0/gnu": "named by GNU",
      ])
  }

  @Test(arguments: [
    "/etc/passwd", "../x", "coreruleset-1.0.0/../../x", "coreruleset-1.0.0/a\\b", "coreruleset-1.0.0/a b",
    "coreruleset-1.0.0/a\nb", "coreruleset-1.0.0/\u{E9}", "rules/x.conf", "coreruleset-2.0.0/x", "coreruleset-1.0.0",
    "coreruleset-x/y", "..", ".",
  ])
  func `A name that leads elsewhere is refused, by whatever means it is given`(name: String) {
    #expect(refusal { $0.add(name) } != nil)
    #expect(
      refusal {
        $0.pax("path", name)
        $0.add("coreruleset-1.0.0/harmless")
      } != nil)
    #expect(
      refusal {
        $0.add("long", Array(name.utf8), type: "L")
        $0.add("coreruleset-1.0.0/harmless")
      } != nil)
  }

  @Test(arguments: ["1", "2", "3", "4", "6", "7", "K", "S", "V", "?"] as [Character])
  func `What is neither a file nor a folder is refused`(type: Character) {
    #expect(refusal { $0.add("coreruleset-1.0.0/x", type: type) }?.contains("the archive has") == true)
  }

  @Test func `Names and sizes for all files, and files with holes, are refused`() {
    #expect(refusal { $0.pax("path", "coreruleset-1.0.0/x", type: "g") } != nil)
    #expect(refusal { $0.pax("size", "1", type: "g") } != nil)
    #expect(refusal { $0.pax("GNU.sparse.major", "1") }?.contains("holes") == true)
    #expect(refusal { $0.add("pax", Array("999 path=x\n".utf8), type: "x") } != nil)
    #expect(refusal { $0.add("pax", Array("path=x\n".utf8), type: "x") } != nil)
  }

  @Test func `An archive that is cut off anywhere is refused`() throws {
    var text = TarText()
    text.add("coreruleset-1.0.0/", type: "5")
    text.add("coreruleset-1.0.0/a", Array(repeating: 65, count: 700))
    _ = try read(text.archive)
    for length in 0...text.bytes.count {
      #expect(throws: ReleaseError.self) { try read(Array(text.bytes.prefix(length))) }
    }
    #expect(throws: ReleaseError.self) { try read(TarText().archive) }
  }

  @Test func `A header that was changed is refused`() {
    var text = TarText()
    text.add("coreruleset-1.0.0/a", Array("abc".utf8))
    for place in 0..<512 {
      var bytes = text.archive
      bytes[place] ^= 1
      #expect(throws: ReleaseError.self) { try read(bytes) }
    }
  }

  @Test func `Too much of anything is refused`() {
    var text = TarText()
    for index in 0..<4 { text.add("coreruleset-1.0.0/\(index)", Array(repeating: 65, count: 1000)) }
    var limits = ReleaseLimits()
    limits.entries = 3
    #expect(throws: ReleaseError.self) { try read(text.archive, limits) }
    limits = ReleaseLimits()
    limits.unpacked = 4096
    #expect(throws: ReleaseError.self) { try read(text.archive, limits) }
    limits = ReleaseLimits()
    limits.path = 18
    #expect(throws: ReleaseError.self) { try read(text.archive, limits) }
    limits = ReleaseLimits()
    limits.depth = 1
    #expect(throws: ReleaseError.self) { try read(text.archive, limits) }
    #expect(refusal { $0.add("pax", Array(repeating: 65, count: 65537), type: "x") } != nil)
    #expect(refusal { $0.add("coreruleset-1.0.0/x", size: 0o77777777777) } != nil)
  }
}
