import Foundation
import RampartWAF
import Testing

@Suite struct SystemSecLangFilesTests {
  private let files = SystemSecLangFiles()

  private func inDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "seclang-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory.path(percentEncoded: false))
  }

  @Test func `Regular files and links to them are read up to a limit`() throws {
    try inDirectory { directory in
      let bytes = Array(repeating: UInt8(ascii: "a"), count: 10_000)
      try Data(bytes).write(to: URL(filePath: directory + "/file"))
      try FileManager.default.createSymbolicLink(atPath: directory + "/link", withDestinationPath: "file")
      #expect(try files.contents(of: directory + "/file", limit: 10_000) == bytes)
      #expect(try files.contents(of: directory + "/link", limit: 10_000) == bytes)
      #expect(throws: SecLangFileError.tooLarge(limit: 9_999)) {
        try files.contents(of: directory + "/file", limit: 9_999)
      }
      #expect(try Set(files.names(in: directory)) == ["file", "link"])
    }
  }

  @Test func `What is no regular file is refused and does not block`() throws {
    try inDirectory { directory in
      #expect(mkfifo(directory + "/pipe", 0o600) == 0)
      for path in [directory, directory + "/pipe", "/dev/zero"] {
        #expect(throws: SecLangFileError.notRegular) { try files.contents(of: path, limit: 100) }
      }
      #expect(throws: SecLangFileError.missing) { try files.contents(of: directory + "/none", limit: 100) }
      #expect(throws: SecLangFileError.missing) { try files.names(in: directory + "/none") }
    }
  }

  @Test func `A file whose size is not announced is read to its end or to the limit`() throws {
    #expect(try !files.contents(of: "/proc/self/status", limit: 1 << 20).isEmpty)
    #expect(throws: SecLangFileError.tooLarge(limit: 10)) { try files.contents(of: "/proc/self/status", limit: 10) }
  }

  @Test func `Rules on disk are read with what they include`() throws {
    try inDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory + "/rules", withIntermediateDirectories: true)
      for (name, text) in [
        ("main.conf", "Include rules/*.conf"), ("rules/b.conf", "SecRule ARGS \"@pmFromFile words.data\" id:2"),
        ("rules/a.conf", "SecAction id:1"), ("rules/words.data", "x\ny\n"),
      ] {
        try text.write(toFile: directory + "/" + name, atomically: false, encoding: .utf8)
      }
      let set = try RuleSetReader.read([directory + "/main.conf"])
      #expect(set.rules.map(\.id) == [1, 2])
      #expect(set.rules.last?.condition?.phrases == ["x", "y"])
      #expect(set.rules.last?.position == RulePosition(file: directory + "/rules/b.conf", line: 1))
    }
  }
}
