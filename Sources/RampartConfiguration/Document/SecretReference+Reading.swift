package import RampartCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SecretReference {
  /// The secret itself, without the line break that editors put at the end of a file.
  ///
  /// - Throws: where it is not there, is empty or is larger than 64 KiB; the problem never repeats it.
  package func read() throws(ConfigurationProblem) -> Redacted<[UInt8]> {
    let (bytes, name): ([UInt8]?, String) =
      switch self {
      case .file(let path): (FileManager.default.contents(atPath: path).map(Array.init), "the file `\(path)`")
      case .environment(let name):
        (ProcessInfo.processInfo.environment[name].map { Array($0.utf8) }, "the environment variable `\(name)`")
      }
    guard var secret = bytes else { throw ConfigurationProblem("missingSecret", "cannot read \(name)") }
    while let last = secret.last, last == 0x0A || last == 0x0D { secret.removeLast() }
    guard !secret.isEmpty, secret.count <= 64 << 10 else {
      throw ConfigurationProblem("impossibleValue", "\(name) holds no secret: it is empty or larger than 64 KiB")
    }
    return Redacted(secret)
  }
}
