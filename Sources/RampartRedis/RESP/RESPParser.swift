package import NIOCore

/// Reads RESP2 and RESP3 as it comes, in pieces of any size, without I/O.
///
/// Every loop consumes bytes or ends, nothing is reserved that was only announced, and each message is bounded in
/// depth, elements and bytes. After a violation the parser stays refused: the boundaries of messages are lost.
package struct RESPParser: Sendable {
  private let limits: RESPLimits
  private var reader = RESPReader()
  private var frames: [RESPFrame] = []
  private var pending: Bulk?
  private var elements = 0
  private var size = 0
  private var violation: RESPViolation?

  /// A bulk string whose length is known and whose bytes are still coming.
  private struct Bulk {
    enum Kind { case string, error, verbatim }
    let kind: Kind
    let length: Int
  }

  package init(limits: RESPLimits = RESPLimits()) {
    self.limits = limits
  }

  package mutating func feed(_ buffer: ByteBuffer) {
    if violation == nil { reader.feed(buffer) }
  }

  /// The next message, or nil where more bytes are needed.
  package mutating func next() throws(RESPViolation) -> RESPMessage? {
    if let violation { throw violation }
    do throws(RESPViolation) {
      while let step = try step() {
        if let message = deliver(step) {
          elements = 0
          size = 0
          return message
        }
      }
      return nil
    } catch {
      violation = error
      reader = RESPReader()
      frames = []
      throw error
    }
  }
}

extension RESPParser {
  /// What one line or one bulk string came to.
  private enum Step {
    case value(RESPValue)
    case finished(RESPFrame)
    case begun
  }

  private mutating func step() throws(RESPViolation) -> Step? {
    if let bulk = pending {
      guard let bytes = try reader.bulk(bulk.length) else { return nil }
      pending = nil
      return .value(try Self.value(of: bytes, bulk.kind))
    }
    guard let first = reader.first else { return nil }
    // Refused at once: what is no protocol at all may never end a line.
    guard let type = RESPType(rawValue: first) else { throw .unknownType }
    guard let line = try reader.line(limit: limits.lineSize) else { return nil }
    try count(bytes: line.count + 2)
    try count(elements: 1)
    return try begin(type, Array(line.dropFirst()))
  }

  private mutating func begin(_ type: RESPType, _ line: [UInt8]) throws(RESPViolation) -> Step {
    switch type {
    case .simple: return .value(.simple(String(decoding: line, as: UTF8.self)))
    case .error: return .value(.error(String(decoding: line, as: UTF8.self)))
    case .integer: return .value(.integer(try RESPScalars.integer(line)))
    case .boolean: return .value(.boolean(try RESPScalars.boolean(line)))
    case .double: return .value(.double(try RESPScalars.double(line)))
    case .bigNumber: return .value(.bigNumber(try RESPScalars.bigNumber(line)))
    case .null:
      guard line.isEmpty else { throw .null }
      return .value(.null)
    case .bulk: return try bulk(.string, line)
    case .bulkError: return try bulk(.error, line)
    case .verbatim: return try bulk(.verbatim, line)
    case .array: return try aggregate(.array, line)
    case .set: return try aggregate(.set, line)
    case .map: return try aggregate(.map, line)
    case .attribute: return try aggregate(.attribute, line)
    case .push:
      guard frames.isEmpty else { throw .nestedPush }
      return try aggregate(.push, line)
    }
  }

  private mutating func bulk(_ kind: Bulk.Kind, _ line: [UInt8]) throws(RESPViolation) -> Step {
    guard let length = try RESPScalars.length(line) else {
      guard kind == .string else { throw .length }
      return .value(.null)
    }
    guard length <= limits.bulkSize else { throw .bulkTooLarge }
    try count(bytes: length + 2)
    pending = Bulk(kind: kind, length: length)
    return .begun
  }

  private mutating func aggregate(_ kind: RESPFrame.Kind, _ line: [UInt8]) throws(RESPViolation) -> Step {
    guard let count = try RESPScalars.length(line) else {
      guard kind == .array else { throw .length }
      return .value(.null)
    }
    let values = kind == .map || kind == .attribute ? 2 * count : count
    guard values <= limits.elements - elements else { throw .tooManyElements }
    let frame = RESPFrame(kind, count: values)
    if values == 0 { return .finished(frame) }
    guard frames.count < limits.depth else { throw .tooDeep }
    frames.append(frame)
    return .begun
  }

  private static func value(of bytes: [UInt8], _ kind: Bulk.Kind) throws(RESPViolation) -> RESPValue {
    switch kind {
    case .string: .bulk(bytes)
    case .error: .error(String(decoding: bytes, as: UTF8.self))
    case .verbatim: try RESPScalars.verbatim(bytes)
    }
  }

  private mutating func count(elements more: Int) throws(RESPViolation) {
    elements += more
    guard elements <= limits.elements else { throw .tooManyElements }
  }

  private mutating func count(bytes more: Int) throws(RESPViolation) {
    size += more
    guard size <= limits.messageSize else { throw .messageTooLarge }
  }

  /// Puts a value into the aggregate around it, and that one into its own where it is complete now.
  private mutating func deliver(_ step: Step) -> RESPMessage? {
    var value: RESPValue
    switch step {
    case .begun: return nil
    case .value(let scalar): value = scalar
    case .finished(let frame):
      if frame.kind == .push { return .push(frame.elements) }
      guard let aggregate = frame.value else { return nil }
      value = aggregate
    }
    while var frame = frames.popLast() {
      frame.append(value)
      guard frame.remaining == 0 else {
        frames.append(frame)
        return nil
      }
      if frame.kind == .push { return .push(frame.elements) }
      guard let aggregate = frame.value else { return nil }
      value = aggregate
    }
    return .reply(value)
  }
}
