import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension GatewayConfiguration {
  /// What would keep the access log from being opened.
  func accessLogProblems() -> [ConfigurationProblem] {
    guard case .file(let path) = log.access else { return [] }
    func problem(_ detail: String) -> [ConfigurationProblem] {
      [ConfigurationProblem("missingFile", detail, at: log.placedAccess.position)]
    }
    if isFolder(path) || path.hasSuffix("/") { return problem("the access log `\(path)` is a folder") }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    if !isFolder(folder) { return problem("there is no folder `\(folder)` for the access log") }
    return []
  }

  private func isFolder(_ path: String) -> Bool {
    // Follows links, and is spelled the same in every Foundation.
    FileManager.default.fileExists(atPath: path + "/.")
  }
}
