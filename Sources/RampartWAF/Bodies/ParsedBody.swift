/// What a request body is made of. Every range is in the arena of the `RequestParts` around it, but for
/// `UploadedFile.content`.
package struct ParsedBody: Sendable {
  /// Nil where there was no body that anything is to be made of.
  package internal(set) var processor: BodyProcessor?
  /// Members of `ARGS`, and of `ARGS_POST` unless the body is JSON.
  package internal(set) var arguments: [Member] = []
  /// Bytes of names and values that `ARGS_COMBINED_SIZE` counts: not those of multipart bodies.
  package internal(set) var argumentsSize = 0
  package internal(set) var files: [UploadedFile] = []
  /// `FILES_COMBINED_SIZE`
  package internal(set) var filesSize = 0
  /// `MULTIPART_PART_HEADERS`: the name of the part and a whole line.
  package internal(set) var partHeaders: [Member] = []
  /// `MULTIPART_NAME`: every name that a part gave itself, also of parts that were refused.
  package internal(set) var partNames: [ByteRange] = []
  /// `MULTIPART_FILENAME`
  package internal(set) var partFileNames: [ByteRange] = []
  package internal(set) var flags: MultipartFlags = []
  /// `MULTIPART_UNMATCHED_BOUNDARY`: 1 for a line that resembles a boundary, 2 where a part ended in a boundary.
  package internal(set) var unmatchedBoundary = 0
  /// `XML:/*`: the text of the root element and of everything in it.
  package internal(set) var xmlText: ByteRange?
  /// `XML://@*`
  package internal(set) var xmlAttributes: [ByteRange] = []
  /// `REQBODY_ERROR`
  package internal(set) var error: BodyError?
  /// `REQBODY_ERROR_MSG`
  package internal(set) var errorMessage = ByteRange.empty

  package init() {}

  /// Whether the variables `MULTIPART_…` have values.
  package var isMultipart: Bool { processor == .multipart }

  mutating func removeAll() {
    processor = nil
    arguments.removeAll(keepingCapacity: true)
    argumentsSize = 0
    files.removeAll(keepingCapacity: true)
    filesSize = 0
    partHeaders.removeAll(keepingCapacity: true)
    partNames.removeAll(keepingCapacity: true)
    partFileNames.removeAll(keepingCapacity: true)
    flags = []
    unmatchedBoundary = 0
    xmlText = nil
    xmlAttributes.removeAll(keepingCapacity: true)
    error = nil
    errorMessage = .empty
  }
}
