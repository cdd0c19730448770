import Foundation
import Testing

@testable import RampartWAF

@Suite struct `The folder of releases` {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "releases-\(UInt64.random(in: 0 ... .max))")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func unpack(_ name: String, _ text: String, in folder: ReleaseFolder) throws {
    let unpacker = ReleaseUnpacker(into: folder.work)
    let path = try #require(try ReleasePath.read(Array("\(name)/rules/a.conf".utf8), ReleaseLimits()))
    try unpacker.take(.file(path))
    try unpacker.take(.contents(Array(text.utf8)))
    try unpacker.take(.fileEnd)
  }

  @Test func `A release is put beside the old one and current leads to it`() throws {
    try withFolder { path in
      for name in ["coreruleset-1.0.0", "coreruleset-1.0.1", "coreruleset-1.0.0"] {
        let folder = try ReleaseFolder(path)
        try unpack(name, name, in: folder)
        try folder.install(name)
        #expect(folder.current == name)
      }
      #expect(try names(path) == [".lock", "coreruleset-1.0.0", "coreruleset-1.0.1", "current"])
      #expect(try String(contentsOfFile: path + "/current/rules/a.conf", encoding: .utf8) == "coreruleset-1.0.0")
    }
  }

  @Test func `Another release of the same name is not written over`() throws {
    try withFolder { path in
      for (text, other) in [("old", false), ("new", true)] {
        let folder = try ReleaseFolder(path)
        try unpack("coreruleset-1.0.0", text, in: folder)
        if other { #expect(throws: ReleaseError.self) { try folder.install("coreruleset-1.0.0") } }
        if !other { try folder.install("coreruleset-1.0.0") }
      }
      #expect(try String(contentsOfFile: path + "/current/rules/a.conf", encoding: .utf8) == "old")
      #expect(try names(path) == [".lock", "coreruleset-1.0.0", "current"])
    }
  }

  @Test func `What an update has left behind is removed, and a link in it is not followed`() throws {
    try withFolder { path in
      let outside = path + "-outside"
      defer { try? FileManager.default.removeItem(atPath: outside) }
      try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: path + "/.update-1", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: path + "/.update-1/x", withDestinationPath: outside)
      _ = try ReleaseFolder(path)
      #expect(try names(path) == [".lock"] && FileManager.default.fileExists(atPath: outside))
    }
  }

  @Test func `A folder where others may write, a file, and a current that is no link are refused`() throws {
    try withFolder { path in
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
      #expect(throws: ReleaseError.self) { try ReleaseFolder(path) }
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      try Data().write(to: URL(filePath: path + "/current"))
      #expect(throws: ReleaseError.self) { try ReleaseFolder(path) }
      #expect(throws: ReleaseError.self) { try ReleaseFolder(path + "/current") }
      #expect(throws: ReleaseError.self) { try ReleaseFolder(path + "/missing/folder") }
    }
  }

  @Test func `Two updates at once are refused`() throws {
    try withFolder { path in
      let first = try ReleaseFolder(path)
      #expect(throws: ReleaseError.self) { try ReleaseFolder(path) }
      #expect(first.current == nil)
    }
  }

  @Test func `A file that is there twice is refused`() throws {
    try withFolder { path in
      let folder = try ReleaseFolder(path)
      try unpack("coreruleset-1.0.0", "a", in: folder)
      #expect(throws: ReleaseError.self) { try unpack("coreruleset-1.0.0", "b", in: folder) }
    }
  }
}
