import Foundation

/// Rule sets that are no part of the repository.
enum SharedRules {
  static let newest = FileManager.default.path(beside: "shared/crs/4.28.0")
  static let testSetup = FileManager.default.path(beside: "shared/tools/crs-test-setup.conf")
  static let debian = "/usr/share/modsecurity-crs"

  static var hasNewest: Bool { FileManager.default.fileExists(atPath: newest + "/rules") }
  static var hasDebian: Bool {
    FileManager.default.fileExists(atPath: debian + "/rules")
      && FileManager.default.fileExists(atPath: "/etc/modsecurity/crs/crs-setup.conf")
  }

  /// The ids in rule files by the plainest means: `id:` and digits in lines that are no comments.
  static func ids(in paths: [String]) throws -> [Int] {
    var ids: [Int] = []
    for path in paths {
      for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
        guard !line.drop(while: \.isWhitespace).hasPrefix("#") else { continue }
        for match in line.matches(of: /\bid:'?(\d+)/) { ids += [Int(match.1)].compactMap { $0 } }
      }
    }
    return ids
  }
}

extension FileManager {
  /// A path next to the repository's root.
  fileprivate func path(beside path: String) -> String {
    var root = URL(filePath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<5 { root.deleteLastPathComponent() }
    return root.appending(path: path).path(percentEncoded: false)
  }
}
