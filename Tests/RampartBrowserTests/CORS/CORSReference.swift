import Foundation
import HTTPTypes

/// The `cors` package of Debian (node-cors), run once for many cases.
enum CORSReference {
  static let node = "/usr/bin/node"
  static let folderOfPackages = "/usr/share/nodejs"
  static let package = folderOfPackages + "/cors"

  /// Whether the differential can run on this machine.
  static var isInstalled: Bool {
    FileManager.default.isExecutableFile(atPath: node) && FileManager.default.fileExists(atPath: package)
  }

  /// Options as the package takes them.
  struct Options: Encodable {
    indirect enum Origin: Encodable {
      case text(String)
      case expression(String)
      case list([Origin])
      case suffix(String)
      case everybody
      case nobody

      private enum Key: String, CodingKey { case kind, text, members }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .text(let text):
          try container.encode("text", forKey: .kind)
          try container.encode(text, forKey: .text)
        case .expression(let text):
          try container.encode("expression", forKey: .kind)
          try container.encode(text, forKey: .text)
        case .list(let members):
          try container.encode("list", forKey: .kind)
          try container.encode(members, forKey: .members)
        case .suffix(let text):
          try container.encode("suffix", forKey: .kind)
          try container.encode(text, forKey: .text)
        case .everybody: try container.encode("everybody", forKey: .kind)
        case .nobody: try container.encode("nobody", forKey: .kind)
        }
      }
    }

    var origin: Origin
    var methods: [String]?
    var allowedHeaders: [String]?
    var exposedHeaders: [String]?
    var credentials: Bool?
    var maxAge: Int?
    var preflightContinue: Bool?
    var optionsSuccessStatus: Int?
  }

  struct Request: Codable {
    var method: String
    var headers: [String: String]
  }

  struct Case: Encodable {
    var options: Options
    var requests: [Request]
  }

  struct Answer: Decodable, Equatable {
    var answered: Bool
    var status: Int
    var headers: [String: String]
  }

  /// What the package does with each request of each case.
  static func run(_ cases: [Case]) throws -> [[Answer]] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "cors-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "cases.json")
    let output = folder.appending(path: "answers.json")
    try JSONEncoder().encode(cases).write(to: input)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: node)
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cors-reference.cjs")
    process.arguments = [script.path(), package, input.path()]
    // Debian's packages find each other in this folder; a node from elsewhere must be told.
    process.environment = ["NODE_PATH": folderOfPackages]
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableRuntimeMismatch) }
    return try JSONDecoder().decode([[Answer]].self, from: Data(contentsOf: output))
  }
}
