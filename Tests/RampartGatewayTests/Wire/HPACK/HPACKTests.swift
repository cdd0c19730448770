import NIOCore
import NIOHPACK
import RampartTesting
import Testing

@testable import RampartGateway

@Suite("HPACK over bytes")
struct HPACKTests {
  typealias Field = (name: [UInt8], value: [UInt8])

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.filter { $0 != " " })
    return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
  }

  private static func read(_ block: [UInt8], with reader: inout HPACKReader) throws -> [Field] {
    var fields: [Field] = []
    reader.begin()
    let count = try block.withUnsafeBytes { bytes throws(HPACKFailure) in
      try reader.read(bytes) { fields.append((Array($0), Array($1))) }
    }
    guard count == block.count else { throw HPACKFailure() }
    return fields
  }

  private static func text(_ fields: [Field]) -> [String] {
    fields.map { String(decoding: $0.name, as: UTF8.self) + ": " + String(decoding: $0.value, as: UTF8.self) }
  }

  // RFC 7541, C.3 and C.4: the same three requests on one connection, without and with Huffman's code.
  private static let requests = [
    [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"],
    [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"],
    [
      ":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value",
    ],
  ]

  @Test(
    "reads the examples of RFC 7541",
    arguments: [
      [
        "828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
      ],
      [
        "828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
      ],
    ])
  func examples(_ blocks: [String]) throws {
    var reader = HPACKReader()
    for (block, expected) in zip(blocks, Self.requests) {
      #expect(Self.text(try Self.read(Self.bytes(block), with: &reader)) == expected)
    }
  }

  @Test(
    "is refused where a field is malformed",
    arguments: [
      "80",  // index 0
      "be",  // an index that no table has
      "3fe21f",  // a table of 4097 bytes
      "82 20",  // a change of the table behind a field
      "20 20 20",  // three of them
      "40 00 00",  // an empty name
      "00 81 ff 00",  // eight bits of padding
      "00 84 ff ff ff ff 00",  // the end-of-string symbol
      "00 81 00 00",  // padding of zeros
      "ff ff ff ff ff ff ff 7f",  // a number without end
      "04 83 ff ff ff",
    ])
  func malformed(_ block: String) {
    var reader = HPACKReader()
    #expect(throws: HPACKFailure.self) { try Self.read(Self.bytes(block), with: &reader) }
  }

  @Test("takes whole fields and leaves what is cut")
  func cut() throws {
    let block = Self.bytes("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf")
    for length in 3..<block.count {
      var reader = HPACKReader()
      reader.begin()
      for earlier in ["828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf"] {
        #expect(throws: Never.self) { try Self.read(Self.bytes(earlier), with: &reader) }
      }
      var fields: [Field] = []
      reader.begin()
      var rest = block[...]
      for part in [block[..<length], block[...]] {
        let taken = try part[rest.startIndex...].withUnsafeBytes { bytes throws(HPACKFailure) in
          try reader.read(bytes) { fields.append((Array($0), Array($1))) }
        }
        rest = rest.dropFirst(taken)
      }
      #expect(rest.isEmpty && Self.text(fields) == Self.requests[2], "cut at \(length)")
    }
  }

  @Test("gives every byte back that it was given")
  func everyByte() throws {
    let all = (0...255).map { UInt8($0) }
    var writer = HPACKWriter()
    var reader = HPACKReader()
    for _ in 0..<2 {
      for value in all.map({ [$0] }) + [all, all.reversed()] {
        writer.begin()
        Array("x-field".utf8).withUnsafeBytes { name in value.withUnsafeBytes { writer.append(name, $0) } }
        let fields = try Self.read(Array(buffer: writer.block), with: &reader)
        #expect(fields.count == 1 && fields[0].value == value)
      }
    }
  }

  @Test("is read by another decoder as it was written, over a thousand blocks of one connection")
  func otherDecoder() throws {
    var random = SeededGenerator(seed: 1)
    var writer = HPACKWriter()
    var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
    var reader = HPACKReader()
    for round in 0..<1000 {
      if round % 97 == 50 {
        let size = Int.random(in: 0...4096, using: &random)
        writer.limitTable(to: size)
        writer.limitTable(to: size + 64)
      }
      writer.begin()
      let fields = (0..<Int.random(in: 1...20, using: &random)).map { _ in Self.randomField(&random) }
      for field in fields {
        field.name.withUnsafeBytes { name in field.value.withUnsafeBytes { writer.append(name, $0) } }
      }
      var block = writer.block
      let read = try Self.read(Array(buffer: block), with: &reader)
      let decoded = try decoder.decodeHeaders(from: &block)
      #expect(Self.text(read) == Self.text(fields))
      #expect(decoded.map { "\($0.name): \($0.value)" } == Self.text(fields))
    }
  }

  @Test("reads what another encoder writes, over a thousand blocks of one connection")
  func otherEncoder() throws {
    var random = SeededGenerator(seed: 2)
    var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
    var reader = HPACKReader()
    for _ in 0..<1000 {
      let fields = (0..<Int.random(in: 1...20, using: &random)).map { _ in Self.randomField(&random) }
      var headers = HPACKHeaders()
      for field in fields {
        headers.add(
          name: String(decoding: field.name, as: UTF8.self), value: String(decoding: field.value, as: UTF8.self),
          indexing: [.indexable, .nonIndexable, .neverIndexed].randomElement(using: &random) ?? .indexable)
      }
      var block = ByteBuffer()
      try encoder.encode(headers: headers, to: &block)
      #expect(Self.text(try Self.read(Array(buffer: block), with: &reader)) == Self.text(fields))
    }
  }

  private static func randomField(_ random: inout SeededGenerator) -> Field {
    let names = [":path", "cookie", "x-request-id", "set-cookie", "content-type", "x-a", "x-other", "vary", "age"]
    let name = names.randomElement(using: &random) ?? ""
    let count =
      Bool.random(using: &random) ? Int.random(in: 0...3, using: &random) : Int.random(in: 0...90, using: &random)
    let value = (0..<count).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
    return (Array(name.utf8), value)
  }

  @Test("keeps what is another in each answer out of the table, and secrets out of every table")
  func indexing() {
    func first(_ name: String, _ value: String) -> UInt8? {
      var writer = HPACKWriter()
      writer.begin()
      Array(name.utf8).withUnsafeBytes { name in Array(value.utf8).withUnsafeBytes { writer.append(name, $0) } }
      return writer.block.getInteger(at: 0)
    }
    for name in ["x-request-id", "content-length", "etag", "age", "location", "last-modified", "ratelimit"] {
      #expect(first(name, "1").map { $0 & 0xF0 } == 0x00, "\(name)")
    }
    #expect(first("set-cookie", "id=1").map { $0 & 0xF0 } == 0x10)
    for name in ["date", "content-type", "x-frame-options", "strict-transport-security"] {
      #expect(first(name, "1").map { $0 & 0xC0 } == 0x40, "\(name)")
    }
    #expect(first("x-large", String(repeating: "a", count: 3000)).map { $0 & 0xF0 } == 0x00)
  }

  @Test("writes a field that the table has in one byte")
  func indexed() throws {
    var writer = HPACKWriter()
    var sizes: [Int] = []
    for _ in 0..<3 {
      writer.begin()
      Array("x-frame-options".utf8).withUnsafeBytes { name in
        Array("SAMEORIGIN".utf8).withUnsafeBytes { writer.append(name, $0) }
      }
      sizes.append(writer.block.readableBytes)
    }
    #expect(sizes[0] > 10 && sizes[1] == 1 && sizes[2] == 1)
  }
}
