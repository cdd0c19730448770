import Foundation
import NIOPosix
import RampartRedis

/// A real redis-server behind a unix socket in a folder of its own.
final class RedisServer {
  private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/redis-server" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  static let isInstalled = path != nil
  static let reason = "redis-server is not installed"

  private let folder: URL
  private var process: Process?

  private init(folder: URL) { self.folder = folder }

  /// Runs the body with a server that is gone afterwards.
  static func with<Value>(_ body: (RedisServer) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "traffic-\(UInt32.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = RedisServer(folder: folder)
    defer { server.kill() }
    try await server.start()
    return try await body(server)
  }

  func start() async throws {
    guard let path = Self.path else { throw Failure(description: Self.reason) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = [
      "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder.path(),
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    try await withClient { client in
      for _ in 0..<200 {
        if (try? await client.send(["PING"])) != nil { return }
        try await Task.sleep(for: .milliseconds(25))
      }
      throw Failure(description: "redis-server does not answer")
    }
  }

  /// SIGKILL, and waits until the process is gone.
  func kill() {
    guard let process else { return }
    self.process = nil
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Runs the body with a client that is shut down afterwards.
  func withClient<Value>(_ body: (RedisClient) async throws -> Value) async throws -> Value {
    var options = try RedisOptions(url: "unix:\(socket)")
    // The machine of a test may be busy.
    options.commandTimeout = .seconds(20)
    options.longestPause = .milliseconds(100)
    let client = RedisClient(options, group: MultiThreadedEventLoopGroup.singleton)
    do {
      let value = try await body(client)
      await client.shutdown()
      return value
    } catch {
      await client.shutdown()
      throw error
    }
  }

  private var socket: String { folder.appending(path: "redis.sock").path() }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
