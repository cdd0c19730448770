import RampartCore
import RampartTesting
import Testing

@testable import RampartTraffic

/// Configurations as the tests write them, read the way a file is read.
enum TestDocument {
  /// One entry of `rateLimits`, which must be sound.
  static func limit(_ json: JSONValue, _ location: SourceLocation = #_sourceLocation) throws -> DeclaredRateLimit {
    var reading = Reading()
    let limit = DeclaredRateLimit.declaration.read(.from(json), &reading)
    #expect(reading.problems.isEmpty, sourceLocation: location)
    return try #require(limit, sourceLocation: location)
  }

  /// What is wrong with an entry, which must not be sound.
  static func problems(_ json: JSONValue, _ location: SourceLocation = #_sourceLocation) -> [String] {
    var reading = Reading()
    let limit = DeclaredRateLimit.declaration.read(.from(json), &reading)
    #expect(limit == nil || !reading.problems.isEmpty, sourceLocation: location)
    return reading.problems.map(\.description)
  }
}
