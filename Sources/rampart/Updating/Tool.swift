import RampartCore
import RampartWAF
import Subprocess

/// A program of the system that does one part of an update.
struct Tool {
  let name: String
  let arguments: [String]
  /// The Debian package that has it.
  let package: String

  private static let longestComplaint = 64 << 10

  /// Runs it, and gives what it writes as it comes.
  ///
  /// - Throws: where it cannot be run, where it fails, and what `take` throws; then it is ended first.
  func run(_ take: ([UInt8]) throws -> Void = { _ in }) async throws {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
    var refusal: ReleaseError?
    let outcome: (status: TerminationStatus, complaint: String)
    do {
      let result = try await Subprocess.run(
        .name(name), arguments: Arguments(arguments), environment: .inherit.updating(["LC_ALL": "C"]),
        platformOptions: options, input: .none, output: .sequence, error: .string(limit: Self.longestComplaint)
      ) { execution in
        for try await buffer in execution.standardOutput {
          do {
            try take(buffer.withUnsafeBytes { Array($0) })
          } catch let error as ReleaseError {
            refusal = error
            throw error
          }
        }
      }
      outcome = (result.terminationStatus, result.standardError)
    } catch {
      throw refusal ?? ReleaseError("cannot run `\(name)`: \(error); on Debian it is in the package \(package)")
    }
    guard outcome.status.isSuccess else { throw Failure(tool: name, complaint: Self.shown(outcome.complaint)) }
  }

  /// A program that ended with a complaint.
  struct Failure: Error {
    let tool: String
    let complaint: String
  }

  private static func shown(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).suffix(4)
    return lines.map { Excerpt.readable(Array($0.utf8), upTo: 300) }.joined(separator: "; ")
  }
}
