import Foundation

/// Programs that a test starts.
enum Program {
  /// The path of a program, or nil where it is not installed.
  static func path(of name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program to its end.
  static func run(_ name: String, _ arguments: [String], in folder: URL) throws {
    let process = try make(name, arguments, in: folder)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure("\(name) ended with \(process.terminationStatus)") }
  }

  /// A program that is not started yet and whose output goes nowhere.
  static func make(_ name: String, _ arguments: [String], in folder: URL) throws -> Process {
    guard let path = path(of: name) else { throw Failure("\(name) is not installed") }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }
}
