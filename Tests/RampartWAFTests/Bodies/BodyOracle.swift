import Foundation
import RampartWAF

/// What libmodsecurity itself makes of requests, in a program that is compiled on first use.
enum BodyOracle {
  static let compiler = ["/usr/bin/c++", "/usr/bin/g++", "/usr/bin/clang++"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static let isAvailable =
    compiler != nil && FileManager.default.fileExists(atPath: "/usr/include/modsecurity/modsecurity.h")

  struct Failure: Error {
    var what: String
  }

  /// A directory with the compiled program.
  static func build() throws -> URL {
    let directory = FileManager.default.temporaryDirectory.appending(path: "body-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    guard let compiler else { throw Failure(what: "no C++ compiler") }
    let source = directory.appending(path: "oracle.cc")
    try Data(program.utf8).write(to: source)
    let result = directory.appending(path: "oracle").path
    try run(compiler, ["-std=c++17", "-O1", "-w", "-o", result, source.path, "-lmodsecurity"])
    return directory
  }

  /// The lines for each request, without order.
  static func answers(_ cases: [BodyCase], in directory: URL) throws -> [[String]] {
    let questions = directory.appending(path: "questions")
    let answers = directory.appending(path: "answers")
    try Data(cases.flatMap(\.encoded)).write(to: questions)
    _ = FileManager.default.createFile(atPath: answers.path, contents: nil)
    try run(
      directory.appending(path: "oracle").path, [], input: FileHandle(forReadingFrom: questions),
      output: FileHandle(forWritingTo: answers))
    var results: [[String]] = []
    var current: [String] = []
    for line in try String(contentsOf: answers, encoding: .utf8).split(separator: "\n") {
      if line == "." {
        results.append(current)
        current = []
      } else {
        current.append(String(line))
      }
    }
    return results
  }

  private static func run(
    _ program: String, _ arguments: [String], input: FileHandle = .nullDevice, output: FileHandle = .nullDevice
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(what: "\(program) ended with \(process.terminationStatus)")
    }
  }
}
