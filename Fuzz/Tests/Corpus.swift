import Foundation
import RampartTesting

/// The seeds of a fuzz target, which are also the inputs that once found something.
struct Corpus {
  let inputs: [[UInt8]]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  /// libFuzzer's `-max_len` in the Makefile.
  private static let longest = 2048

  /// Every target that has a folder of seeds.
  static var targets: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { FileManager.default.fileExists(atPath: folder.path + "/\($0)/seeds") }
    }
  }

  init(of target: String) throws {
    let seeds = Self.folder.appendingPathComponent("\(target)/seeds")
    let names = try FileManager.default.contentsOfDirectory(atPath: seeds.path).sorted()
    inputs = try names.map { try Array(Data(contentsOf: seeds.appendingPathComponent($0))) }
  }

  /// One of the inputs after a few changes of the kinds that libFuzzer makes.
  func neighbour(using generator: inout SeededGenerator) -> [UInt8] {
    var input = any(using: &generator)
    for _ in 0..<Int.random(in: 1...4, using: &generator) { change(&input, using: &generator) }
    return Array(input.prefix(Self.longest))
  }

  private func change(_ input: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0...input.count, using: &generator)
    let end = Int.random(in: place...min(input.count, place + 16), using: &generator)
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: input.removeSubrange(place..<end)
    case 1: input.insert(contentsOf: input[place..<end], at: place)
    case 2: input.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    case 3: for index in place..<end { input[index] = UInt8.random(in: 0...255, using: &generator) }
    default: input.replaceSubrange(place..., with: any(using: &generator).suffix(input.count - place))
    }
  }

  private func any(using generator: inout SeededGenerator) -> [UInt8] {
    inputs.randomElement(using: &generator) ?? []
  }
}
