/// `sanitiseArg:password` and its kin: what is not written into the audit log.
package enum Sanitising: Sendable, Hashable {
  /// Without regard to case, as are the names of fields.
  case argument(String)
  case requestHeader(String)
  case responseHeader(String)
  case matchedVariable
  /// All bytes of the match but these at its ends.
  case matchedBytes(keptAtStart: Int, keptAtEnd: Int)
}
