import Foundation
import RampartWAF

/// libmodsecurity's own transformations, in a program that is compiled on first use.
enum TransformationOracle {
  static let source = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "transformation-oracle.cc.txt")

  static let compiler = ["/usr/bin/c++", "/usr/bin/g++", "/usr/bin/clang++"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static let isAvailable =
    compiler != nil && FileManager.default.fileExists(atPath: "/usr/include/modsecurity/modsecurity.h")

  /// The answers to all questions, in order.
  static func answers(_ transformation: Transformation, _ values: [[UInt8]], in directory: URL) throws -> [[UInt8]] {
    let questions = directory.appending(path: "questions")
    let answers = directory.appending(path: "answers")
    var data = Data()
    for value in values {
      append(Array(name(of: transformation).utf8), to: &data)
      append(value, to: &data)
    }
    try data.write(to: questions)
    try Data().write(to: answers)
    try run(
      directory.appending(path: "oracle").path, [], input: FileHandle(forReadingFrom: questions),
      output: FileHandle(forWritingTo: answers))
    return try split(Data(contentsOf: answers))
  }

  /// Its factory of classes knows this one by another name than rules do.
  private static func name(of transformation: Transformation) -> String {
    transformation == .cmdLine ? "cmd_line" : transformation.rawValue
  }

  /// A directory with the compiled program.
  static func build() throws -> URL {
    let directory = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    guard let compiler else { throw Failure(what: "no C++ compiler") }
    let source = directory.appending(path: "oracle.cc")
    try Data(program.utf8).write(to: source)
    try run(
      compiler, ["-O1", "-w", "-o", directory.appending(path: "oracle").path, source.path, "-lmodsecurity"])
    return directory
  }

  struct Failure: Error {
    var what: String
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

  private static func append(_ bytes: [UInt8], to data: inout Data) {
    for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: bytes.count >> shift)) }
    data.append(contentsOf: bytes)
  }

  private static func split(_ data: Data) throws -> [[UInt8]] {
    let bytes = [UInt8](data)
    var results: [[UInt8]] = []
    var position = 0
    while position < bytes.count {
      guard position + 4 <= bytes.count else { throw Failure(what: "an answer was broken off") }
      let count = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
      guard position + 4 + count <= bytes.count else { throw Failure(what: "an answer was broken off") }
      results.append(Array(bytes[(position + 4)..<(position + 4 + count)]))
      position += 4 + count
    }
    return results
  }
}
