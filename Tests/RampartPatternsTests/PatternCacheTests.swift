import Foundation
import RampartPatterns
import Testing

@Suite struct PatternCacheTests {
  private let requests = [
    PatternRequest(id: 0, expressions: [PatternExpression("ab+c".utf8)]),
    PatternRequest(id: 1, expressions: [PatternExpression(#"(x)\1"#.utf8), PatternExpression("(".utf8)]),
    PatternRequest(id: 2, expressions: [PatternExpression("d".utf8)]),
  ]

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "patterns-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func compile(_ folder: String, _ requests: [PatternRequest]? = nil) throws -> PatternSet {
    try PatternSet.compile(requests ?? self.requests, for: .exactness, cache: PatternCache(folder: folder))
  }

  private func expectWorks(_ set: PatternSet) throws {
    let scratch = try PatternScratch(for: [set])
    var bits = PatternBits(count: set.bitCount)
    Array("abbc".utf8).withUnsafeBytes { set.scan($0, scratch: scratch, into: &bits) }
    // The second has no usable form and is always set.
    #expect(bits.contains(0) && bits.contains(1) && !bits.contains(2))
    #expect(set.coverage(of: 0) == .exact && set.coverage(of: 1) == .none && set.coverage(of: 2) == .exact)
  }

  @Test func `The second compilation takes the database from the file, and it answers the same`() throws {
    try withFolder { folder in
      let first = try compile(folder)
      #expect(first.origin == .compiled && first.cacheProblem == nil)
      try expectWorks(first)
      let second = try compile(folder)
      #expect(second.origin == .cache && second.cacheProblem == nil)
      try expectWorks(second)
      let file = try #require(try files(folder).first)
      #expect(try files(folder).count == 1)
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let folderAttributes = try FileManager.default.attributesOfItem(atPath: folder)
      #expect(folderAttributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test func `Other patterns have another file`() throws {
    try withFolder { folder in
      _ = try compile(folder)
      var changed = requests
      changed[0].expressions[0].options = .caseless
      #expect(try compile(folder, changed).origin == .compiled)
      changed[0].id = 5
      #expect(try compile(folder, changed).origin == .compiled)
      #expect(try files(folder).count == 3)
    }
  }

  @Test func `A file with any byte changed, cut off or added is compiled anew and replaced`() throws {
    try withFolder { folder in
      _ = try compile(folder)
      let path = try "\(folder)/\(#require(files(folder).first))"
      let good = try Data(contentsOf: URL(filePath: path))
      var bad: [Data] = [Data(), good.prefix(79), good.prefix(84), good.dropLast(), good + [0]]
      for place in [0, 8, 40, 47, 48, 80, 84, 86, 200, good.count - 1] {
        var copy = good
        copy[place] ^= 0x40
        bad.append(copy)
      }
      for data in bad {
        // Truncated in place, so that the permissions stay.
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: data)
        try handle.close()
        let set = try compile(folder)
        #expect(set.origin == .compiled)
        #expect(set.cacheProblem?.contains("damaged") == true)
        try expectWorks(set)
        #expect(try Data(contentsOf: URL(filePath: path)) == good)
      }
      #expect(try compile(folder).origin == .cache)
    }
  }

  @Test func `A file of other patterns under this name is not taken`() throws {
    try withFolder { folder in
      _ = try compile(folder)
      let name = try #require(files(folder).first)
      _ = try compile(folder, [requests[0]])
      let other = try #require(files(folder).first { $0 != name })
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      try FileManager.default.moveItem(atPath: "\(folder)/\(other)", toPath: "\(folder)/\(name)")
      let set = try compile(folder)
      #expect(set.origin == .compiled)
      try expectWorks(set)
    }
  }

  @Test(arguments: [0o640, 0o604, 0o666, 0o620])
  func `A file that others may touch is not taken`(_ mode: Int) throws {
    try withFolder { folder in
      _ = try compile(folder)
      let path = try "\(folder)/\(#require(files(folder).first))"
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let set = try compile(folder)
      #expect(set.origin == .compiled && set.cacheProblem?.contains("only we") == true)
      #expect(try compile(folder).origin == .cache)
    }
  }

  @Test(arguments: [0o755, 0o777, 0o770])
  func `A folder that others may touch is neither read nor written`(_ mode: Int) throws {
    try withFolder { folder in
      _ = try compile(folder)
      let before = try files(folder)
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
      let set = try compile(folder)
      #expect(set.origin == .compiled && set.cacheProblem?.contains("only we") == true)
      _ = try compile(folder, [requests[0]])
      #expect(try files(folder) == before)
    }
  }

  @Test func `A link is not followed, for the file or for the folder`() throws {
    try withFolder { folder in
      _ = try compile(folder)
      let path = try "\(folder)/\(#require(files(folder).first))"
      try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".moved")
      #expect(try compile(folder).origin == .compiled)
      let link = folder + "-link"
      defer { try? FileManager.default.removeItem(atPath: link) }
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
      #expect(try compile(link).origin == .compiled)
      #expect(try compile(link).cacheProblem?.contains("only we") == true)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "needs to be root to give files away"))
  func `What belongs to another user is not taken`() throws {
    try withFolder { folder in
      _ = try compile(folder)
      let path = try "\(folder)/\(#require(files(folder).first))"
      #expect(chown(path, 65534, 65534) == 0)
      #expect(try compile(folder).cacheProblem?.contains("only we") == true)
      #expect(try compile(folder).origin == .cache)
      #expect(chown(folder, 65534, 65534) == 0)
      #expect(try compile(folder).origin == .compiled)
    }
  }

  @Test func `Without a place to write to it works all the same`() throws {
    try withFolder { folder in
      let set = try compile(folder + "/missing/below")
      #expect(set.origin == .compiled && set.cacheProblem?.contains("cannot make") == true)
      try expectWorks(set)
    }
  }
}
