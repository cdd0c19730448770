import Foundation

/// A small C++ program around libmodsecurity, compiled when a test wants to ask it.
///
/// Its text stands in a Swift file, because a target of the package manager has one language.
final class OracleProgram {
  static let compiler = ["/usr/bin/c++", "/usr/bin/g++", "/usr/bin/clang++"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static let isAvailable =
    compiler != nil && FileManager.default.fileExists(atPath: "/usr/include/modsecurity/modsecurity.h")

  struct Failure: Error {
    var what: String
  }

  /// Where the program and its files are; removed with it.
  let directory: URL

  init(_ text: String) throws {
    guard let compiler = Self.compiler else { throw Failure(what: "no C++ compiler") }
    directory = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let source = directory.appending(path: "oracle.cc")
    try Data(text.utf8).write(to: source)
    let arguments = ["-std=c++17", "-O1", "-w", "-o", path, source.path, "-lmodsecurity"]
    try Self.finish(Self.start(compiler, arguments, input: .nullDevice, output: .nullDevice))
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  /// What the program answers to its standard input.
  func answer(to questions: Data, arguments: [String] = []) throws -> Data {
    try begin(questions, arguments: arguments)()
  }

  /// Starts the program; the result waits for its end and has the answers.
  func begin(_ questions: Data, arguments: [String] = []) throws -> () throws -> Data {
    let name = UUID().uuidString
    let input = directory.appending(path: "\(name).in")
    let output = directory.appending(path: "\(name).out")
    try questions.write(to: input)
    try Data().write(to: output)
    let process = try Self.start(
      path, arguments, input: FileHandle(forReadingFrom: input), output: FileHandle(forWritingTo: output))
    return {
      try Self.finish(process)
      return try Data(contentsOf: output)
    }
  }

  private var path: String { directory.appending(path: "oracle").path }

  private static func start(
    _ program: String, _ arguments: [String], input: FileHandle, output: FileHandle
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    return process
  }

  private static func finish(_ process: Process) throws {
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(what: "a program ended with \(process.terminationStatus)")
    }
  }
}
