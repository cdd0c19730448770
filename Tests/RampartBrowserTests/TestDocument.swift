import HTTPTypes
import RampartBrowser
import RampartCore
import RampartTesting
import Testing

/// Configurations as the tests write them, read the way a file is read.
enum TestDocument {
  /// The headers of `headers:`, which must be sound.
  static func headers(_ json: JSONValue, _ location: SourceLocation = #_sourceLocation) throws -> SecurityHeaders {
    var reading = Reading()
    let headers = SecurityHeaders.declaration.read(.from(json), &reading)
    #expect(reading.problems.isEmpty, sourceLocation: location)
    return try #require(headers, sourceLocation: location)
  }

  /// What is wrong with `headers:`, which must not be sound; each with the line of its value.
  static func problems(_ json: JSONValue, _ location: SourceLocation = #_sourceLocation) -> [String] {
    var reading = Reading()
    let headers = SecurityHeaders.declaration.read(.from(json), &reading)
    #expect(headers == nil || !reading.problems.isEmpty, sourceLocation: location)
    return reading.problems.map(\.description)
  }

  /// The value of one header on a TLS answer when only its key is written.
  static func value(
    _ name: String,
    _ json: JSONValue,
    isSecure: Bool = true,
    _ location: SourceLocation = #_sourceLocation
  ) throws -> String? {
    try headers(json, location).rules(isSecure: isSecure).first { $0.name.canonicalName == name.lowercased() }?.value
  }
}

extension HTTPFields {
  /// The values of a field, however its name is spelled.
  func values(_ name: String) -> [String] {
    filter { $0.name.canonicalName == name.lowercased() }.map(\.value)
  }
}
