/// What one message of a server may take (CWE-770).
package struct RESPLimits: Sendable, Hashable {
  /// Aggregates inside aggregates.
  package var depth = 16
  /// Values in one message in all, attributes included.
  package var elements = 131_072
  /// Bytes of one bulk string.
  package var bulkSize = 8 << 20
  /// Bytes of one line: a number, a simple string, an error.
  package var lineSize = 16 << 10
  /// Bytes of one message in all.
  package var messageSize = 32 << 20

  package init() {}
}
