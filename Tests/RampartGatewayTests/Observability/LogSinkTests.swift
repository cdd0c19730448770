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
    sink.use(try #require(try sink.reopened()))
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

  /// A disk that takes so many bytes and is full then, until it is given more room.
  private final class Disk: Sendable {
    let state: Mutex<(text: [UInt8], room: Int)>

    init(room: Int) { state = Mutex(([], room)) }

    var text: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
      state.withLock { state in
        let count = min(bytes.count, state.room)
        guard count > 0 else { return -Int(ENOSPC) }
        state.text += bytes.prefix(count)
        state.room -= count
        return count
      }
    }
  }

  private static func writer(_ disk: Disk, _ lost: @escaping @Sendable (Int) -> Void = { _ in }) -> LogWriter {
    LogWriter(descriptor: -1, call: { _, bytes in disk.write(bytes) }, onLoss: lost)
  }

  private static var lossLine: Regex<(Substring, Substring)> {
    /\{"time":"[^"]+","level":"error","message":"log lines lost","count":(\d+)\}/
  }

  @Test("on a full disk tears one line, counts every line that is lost, and says so when there is room again")
  func fullDisk() throws {
    let disk = Disk(room: 12)
    let lost = Mutex(0)
    var writer = Self.writer(disk) { count in lost.withLock { $0 += count } }
    writer.append(Array("line 1\nline 2\nline 3\n".utf8)[...])
    writer.append(Array("line 4\nline 5\n".utf8)[...])
    #expect(disk.text == "line 1\nline ")
    #expect(lost.withLock { $0 } == 4)
    disk.state.withLock { $0.room = 1000 }
    writer.append(Array("line 6\n".utf8)[...])
    writer.append(Array("line 7\n".utf8)[...])
    let lines = disk.text.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 6)
    #expect(lines[0] == "line 1" && lines[1] == "line ")
    #expect(try #require(lines[2].wholeMatch(of: Self.lossLine)).output.1 == "4")
    #expect(Array(lines[3...]) == ["line 6", "line 7", ""])
    #expect(lost.withLock { $0 } == 4)
  }

  @Test("glues no line to a torn one, however little room there is", arguments: 0..<120)
  func torn(_ room: Int) throws {
    let disk = Disk(room: room)
    var writer = Self.writer(disk)
    for index in 0..<5 { writer.append(Array("a line of the log \(index)\n".utf8)[...]) }
    disk.state.withLock { $0.room = 1000 }
    for index in 5..<8 { writer.append(Array("a line of the log \(index)\n".utf8)[...]) }
    let lines = disk.text.split(separator: "\n").map(String.init)
    let whole = lines.filter { $0.wholeMatch(of: /a line of the log \d/) != nil }
    let told = try lines.compactMap { try Self.lossLine.wholeMatch(in: $0)?.output.1 }.compactMap { Int($0) }
    #expect(whole.count + told.reduce(0, +) == 8)
    #expect(Array(lines.suffix(3)) == (5..<8).map { "a line of the log \($0)" })
  }

  @Test("says what was lost even if nothing more is written")
  func lossAtTheEnd() async throws {
    let disk = Disk(room: 2)
    let lost = Mutex(0)
    let sink = LogSink(
      descriptor: -1, path: nil, call: { _, bytes in disk.write(bytes) },
      onDrop: { count in lost.withLock { $0 += count } })
    sink.write(Array("one\n".utf8))
    for _ in 0..<200 where lost.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(10)) }
    disk.state.withLock { $0.room = 1000 }
    sink.finish()
    #expect(lost.withLock { $0 } == 1)
    #expect(disk.text.hasPrefix("on\n{") && disk.text.contains("\"count\":1}"))
  }

  @Test("loses nothing in silence on a device that is always full", .enabled(if: access("/dev/full", W_OK) == 0))
  func deviceFull() throws {
    let lost = Mutex(0)
    let sink = try LogSink(path: "/dev/full") { count in lost.withLock { $0 += count } }
    for index in 0..<100 { sink.write(Array("line \(index)\n".utf8)) }
    sink.finish()
    #expect(lost.withLock { $0 } == 100)
  }

  @Test("to a FIFO that nobody reads is refused at once, and works with a reader")
  func fifo() throws {
    let path = NSTemporaryDirectory() + "rampart-fifo-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try #require(mkfifo(path, 0o600) == 0)
    let error = #expect(throws: LogFileError.self) { try LogSink(path: path) }
    #expect(error?.reason == "it is a FIFO or socket that nobody reads")
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    let sink = try LogSink(path: path)
    sink.write(Array("line\n".utf8))
    sink.finish()
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &buffer, 16) == 5)
    #expect(buffer.starts(with: Array("line\n".utf8)))
  }
}
