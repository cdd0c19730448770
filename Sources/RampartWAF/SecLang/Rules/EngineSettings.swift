/// What the engine's own directives say: `SecRuleEngine`, `SecRequestBodyLimit` and the like. Nil where a file does not
/// say; who runs the engine decides then.
package struct EngineSettings: Sendable, Hashable {
  package var engine: EngineMode?
  package var requestBodyAccess: Bool?
  package var responseBodyAccess: Bool?
  /// Bytes.
  package var requestBodyLimit: Int?
  package var requestBodyNoFilesLimit: Int?
  package var responseBodyLimit: Int?
  /// true: reject, false: process what fits.
  package var rejectsOverRequestBodyLimit: Bool?
  package var rejectsOverResponseBodyLimit: Bool?
  package var requestBodyJSONDepthLimit: Int?
  package var argumentsLimit: Int?
  package var uploadFileLimit: Int?
  package var responseBodyTypes: [String]?
  package var argumentSeparator: UInt8?
  package var componentSignatures: [String] = []
  /// Seconds.
  package var collectionTimeout: Int?
  package var patternMatchLimit: Int?
  package var patternRecursionLimit: Int?
  /// `WEBAPPID`
  package var webApplicationID: String?
  /// The file of `SecUnicodeMapFile`, relative to where rules are read from, and the code page in it.
  package var unicodeMapFile: String?
  package var unicodeCodePage: Int?

  package init() {}
}
