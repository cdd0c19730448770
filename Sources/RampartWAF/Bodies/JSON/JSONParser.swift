/// JSON flattened into arguments: `{"a":{"b":[1]}}` is `json.a.b.array_0` with the value `1`.
///
/// As ModSecurity does it: numbers as they are written, `true` and `false`, nothing for null, nothing at all for empty
/// containers, `empty-key` for an empty name, every one of equal names. What was read before an error stays.
/// Containers that are open are a list: depth costs no stack.
struct JSONParser {
  enum State {
    case start, complete, end
    case objectStart, key, colon, objectValue, objectNext
    case arrayStart, arrayValue, arrayNext
  }

  let bytes: UnsafeRawBufferPointer
  var lexer: JSONLexer
  var containers: [JSONContainer] = []
  /// The path of the innermost container, and behind it the key whose value comes next.
  var path: [UInt8] = []
  var pathCount = 0
  var argumentsLeft: Int
  var bytesLeft: Int
  let depthLimit: Int
  private var state = State.start

  static func parse(_ bytes: UnsafeRawBufferPointer, isCut: Bool = false, into request: inout RequestParts) {
    guard !bytes.isEmpty else { return }
    var parser = JSONParser(bytes, request)
    swap(&parser.containers, &request.scratch.jsonContainers)
    swap(&parser.path, &request.scratch.jsonPath)
    do throws(JSONFailure) {
      try parser.run(&request)
    } catch {
      let isEnd = isCut && (error == .end || bytes.count - parser.lexer.position <= CutBody.longestToken)
      // A key whose value is cut off is looked at all the same.
      if isEnd, parser.state == .colon || parser.state == .objectValue { try? parser.add(&request, "") }
      if !isEnd || error.code != .malformed { request.fail(error.code, error.message) }
    }
    swap(&parser.containers, &request.scratch.jsonContainers)
    swap(&parser.path, &request.scratch.jsonPath)
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ request: RequestParts) {
    self.bytes = bytes
    lexer = JSONLexer(bytes)
    argumentsLeft = request.argumentsLeft
    bytesLeft = request.limits.decodedBytes
    depthLimit = request.limits.jsonDepth
  }

  private mutating func run(_ request: inout RequestParts) throws(JSONFailure) {
    containers.removeAll(keepingCapacity: true)
    path.removeAll(keepingCapacity: true)
    state = .start
    while state != .end { state = try step(state, &request) }
  }

  private mutating func step(_ state: State, _ request: inout RequestParts) throws(JSONFailure) -> State {
    switch state {
    case .complete: return try finish()
    case .start, .objectValue, .arrayStart, .arrayValue: return try value(state, try lexer.next(), &request)
    case .objectStart, .key: return try key(state, try lexer.next())
    case .colon:
      switch try lexer.next() {
      case .colon: return .objectValue
      case .end: throw .end
      default: throw .colon
      }
    case .objectNext:
      switch try lexer.next() {
      case .comma: return .key
      case .closeObject: return close()
      case .end: throw .end
      default: throw .commaInObject
      }
    case .arrayNext:
      switch try lexer.next() {
      case .comma: return .arrayValue
      case .closeArray: return close()
      case .end: throw .end
      default: throw .commaInArray
      }
    case .end: return .end
    }
  }

  /// Whatever stands behind the value is one kind of error, also where it is no token.
  private mutating func finish() throws(JSONFailure) -> State {
    do throws(JSONFailure) {
      if case .end = try lexer.next() { return .end }
    } catch {}
    throw .trailing
  }

  private mutating func value(
    _ state: State, _ token: JSONLexer.Token, _ request: inout RequestParts
  ) throws(JSONFailure) -> State {
    switch token {
    case .openObject: return try open(isArray: false)
    case .openArray: return try open(isArray: true)
    case .closeArray where state == .arrayStart: return close()
    case .null: try add(&request, "")
    case .yes: try add(&request, "true")
    case .no: try add(&request, "false")
    case .number(let range): try add(&request, raw: range, hasEscapes: false)
    case .string(let range, let hasEscapes): try add(&request, raw: range, hasEscapes: hasEscapes)
    case .end: throw .end
    default: throw .token
    }
    return after()
  }

  private mutating func key(_ state: State, _ token: JSONLexer.Token) throws(JSONFailure) -> State {
    switch token {
    case .string(let range, let hasEscapes):
      put(key: range, hasEscapes: hasEscapes)
      return .colon
    case .closeObject where state == .objectStart: return close()
    case .end: throw .end
    default: throw .key
    }
  }

  /// What may come behind a value: what the container around it wants.
  func after() -> State {
    guard let container = containers.last else { return .complete }
    return container.elements == nil ? .objectNext : .arrayNext
  }
}
