extension JSONParser {
  mutating func put(key range: Range<Int>, hasEscapes: Bool) {
    path.removeLast(path.count - pathCount)
    if range.isEmpty {
      path.append(contentsOf: "empty-key".utf8)
      return
    }
    let raw = UnsafeRawBufferPointer(rebasing: bytes[range])
    guard hasEscapes else {
      path.append(contentsOf: raw)
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: raw.count) { buffer in
      guard let base = buffer.baseAddress else { return }
      path.append(contentsOf: UnsafeBufferPointer(start: base, count: JSONString.decode(raw, to: base)))
    }
  }

  /// Completes the path to the value that comes next: the key is there already, the index of an array is not.
  mutating func putElement() {
    guard let container = containers.last else {
      path.append(contentsOf: "json".utf8)
      return
    }
    guard let elements = container.elements else { return }
    path.append(contentsOf: ".array_".utf8)
    DecimalText.append(elements, to: &path)
  }

  mutating func open(isArray: Bool) throws(JSONFailure) -> State {
    guard containers.count < depthLimit else { throw .depth }
    putElement()
    if !isArray { path.append(UInt8(ascii: ".")) }
    pathCount = path.count
    containers.append(JSONContainer(pathCount: pathCount, elements: isArray ? 0 : nil))
    return isArray ? .arrayStart : .objectStart
  }

  mutating func close() -> State {
    containers.removeLast()
    countElement()
    return after()
  }

  /// Behind a value the path is that of the container again.
  mutating func countElement() {
    guard let last = containers.indices.last else {
      pathCount = 0
      path.removeAll(keepingCapacity: true)
      return
    }
    if let elements = containers[last].elements { containers[last].elements = elements + 1 }
    pathCount = containers[last].pathCount
    path.removeLast(path.count - pathCount)
  }

  mutating func add(_ request: inout RequestParts, _ text: StaticString) throws(JSONFailure) {
    let name = try addName(&request, valueCount: text.utf8CodeUnitCount)
    add(Member(name: name, value: request.arena.append(text)), &request)
  }

  mutating func add(
    _ request: inout RequestParts, raw range: Range<Int>, hasEscapes: Bool
  ) throws(JSONFailure) {
    let name = try addName(&request, valueCount: range.count)
    let raw = UnsafeRawBufferPointer(rebasing: bytes[range])
    let value =
      hasEscapes
      ? request.arena.write(atMost: raw.count) { JSONString.decode(raw, to: $0) } : request.arena.append(raw)
    add(Member(name: name, value: value), &request)
  }

  mutating func addName(_ request: inout RequestParts, valueCount: Int) throws(JSONFailure) -> ByteRange {
    guard argumentsLeft > 0 else { throw .cancelled }
    argumentsLeft -= 1
    putElement()
    bytesLeft -= path.count + valueCount
    guard bytesLeft >= 0, request.arena.hasRoom(for: path.count + valueCount) else { throw .bytes }
    return path.withUnsafeBytes { request.arena.append($0) }
  }

  mutating func add(_ member: Member, _ request: inout RequestParts) {
    request.body.arguments.append(member)
    request.body.argumentsSize += Int(member.name.count) + Int(member.value.count)
    countElement()
  }
}
