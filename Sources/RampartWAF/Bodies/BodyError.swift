/// Why a body could not be understood. The text for `REQBODY_ERROR_MSG` is `ParsedBody.errorMessage`.
package enum BodyError: Error, Sendable, Hashable {
  /// The text is none of the format.
  case malformed
  /// Deeper than `BodyLimits` allows.
  case tooDeep
  case tooManyArguments
  /// More parts, files, headers, attributes or cookies than allowed.
  case tooManyMembers
  /// More decoded bytes than allowed.
  case tooManyBytes
}
