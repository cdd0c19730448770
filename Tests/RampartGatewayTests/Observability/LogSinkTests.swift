import Foundation
import Synchronization
import Testing

@testable import RampartGateway

@Suite("A log sink")
struct LogSinkTests {
  @Test("writes every line, in order, before it finishes")
  func order() throws {
    let path = NSTemporaryDirectory() + "rampart-log-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let sink = try LogSink(path: path)
    for index in 0..<10_000 { sink.write(Array("line \(index)\n".utf8)) }
    sink.finish()
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 10_000)
    #expect(lines.enumerated().allSatisfy { $1 == "line \($0)" })
  }

  @Test("lets go of a rotated file when it is reopened")
  func rotation() throws {
    let path = NSTemporaryDirectory() + "rampart-log-\(UUID().uuidString)"
    defer {
      try? FileManager.default.removeItem(atPath: path)
      try? FileManager.default.removeItem(atPath: path + ".1")
    }
    let sink = try LogSink(path: path)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    try sink.reopen()
    sink.write(Array("after\n".utf8))
    sink.finish()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "after\n")
  }

  @Test("counts what does not fit behind a stuck reader, and says so when the reader moves on")
  func stuck() async throws {
    let pipe = Pipe()
    let dropped = Mutex(0)
    let counter: @Sendable (Int) -> Void = { count in dropped.withLock { $0 += count } }
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor, onDrop: counter)
    let line = [UInt8](repeating: 0x61, count: 1 << 20)
    for _ in 0..<20 { sink.write(line) }
    #expect(dropped.withLock { $0 } > 0)
    // A thread of its own: the test's own threads wait in `finish`.
    let (read, continuation) = AsyncStream.makeStream(of: Data.self)
    Thread.detachNewThread { continuation.yield(pipe.fileHandleForReading.readDataToEndOfFile()) }
    sink.finish()
    try pipe.fileHandleForWriting.close()
    var chunks = read.makeAsyncIterator()
    let text = String(decoding: await chunks.next() ?? Data(), as: UTF8.self)
    let count = dropped.withLock { $0 }
    #expect(text.suffix(200).contains("\"count\":\(count)"))
  }
}
