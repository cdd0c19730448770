import ArgumentParser
import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a command ends: 0 done and clean, 1 findings, 2 failure; 64 is ArgumentParser's, for usage.
extension ExitCode {
  static let findings = ExitCode(1)
  static let failed = ExitCode(2)
}

/// Standard error, for what is not the command's result.
enum StandardError {
  static func write(_ text: String) {
    Descriptor.write(text, to: 2)
  }
}

/// Standard output, for what must be seen at once; `print` keeps it back where the output is no terminal.
enum StandardOutput {
  static func write(_ text: String) {
    Descriptor.write(text, to: 1)
  }
}

private enum Descriptor {
  static func write(_ text: String, to descriptor: Int32) {
    var text = text + "\n"
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
      }
    }
  }
}

extension ConfigurationProblem {
  /// The problem for programs.
  var json: JSONValue {
    .object([
      .init("code", .string(code)),
      .init("detail", .string(detail)),
      .init("hint", hint.map { .string($0) } ?? .null),
      .init("file", file.map { .string($0) } ?? .null),
      .init("line", position.map { .integer($0.line) } ?? .null),
      .init("column", position.map { .integer($0.column) } ?? .null),
    ])
  }
}
