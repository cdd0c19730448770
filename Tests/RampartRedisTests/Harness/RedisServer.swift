import Foundation
import NIOCore
import NIOPosix
import RampartCore

@testable import RampartRedis

/// A real redis-server with a folder, a loopback port and a unix socket of its own.
final class RedisServer {
  static let isInstalled = Program.path(of: "redis-server") != nil
  static let reason = "redis-server is not installed"

  let folder: URL
  let port: Int
  /// Where nodes of a cluster talk to each other.
  let busPort: Int?
  private let settings: [String]
  private var process: Process?

  var socket: String { folder.appending(path: "redis.sock").path() }
  var url: String { "redis://127.0.0.1:\(port)" }

  private init(folder: URL, port: Int, busPort: Int?, settings: [String]) {
    self.folder = folder
    self.port = port
    self.busPort = busPort
    self.settings = settings
  }

  /// Runs the body with a server that is gone afterwards.
  static func with<Value>(
    _ settings: [String] = [],
    busPort: Int? = nil,
    prepare: (URL) throws -> Void = { _ in },
    _ body: (RedisServer) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "redis-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try prepare(folder)
    let server = RedisServer(folder: folder, port: try await freePort(), busPort: busPort, settings: settings)
    defer { server.kill() }
    try await server.start()
    return try await body(server)
  }

  func start() async throws {
    let arguments =
      [
        "--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", socket, "--save", "", "--appendonly", "no",
        "--enable-debug-command", "yes", "--daemonize", "no", "--dir", folder.path(),
      ] + settings
    let process = try Program.make("redis-server", arguments, in: folder)
    try process.run()
    self.process = process
    try await waitUntilItAccepts()
  }

  /// SIGKILL, and waits until the process is gone.
  func kill() {
    guard let process else { return }
    self.process = nil
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private func waitUntilItAccepts() async throws {
    for _ in 0..<200 {
      let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(unixDomainSocketPath: socket).get()
      if let channel {
        try await channel.close()
        return
      }
      try await Task.sleep(for: .milliseconds(25))
    }
    throw Program.Failure("redis-server does not accept")
  }

  /// A loopback port that nobody uses at this moment.
  static func freePort() async throws -> Int {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = channel.localAddress?.port
    try await channel.close()
    guard let port else { throw Program.Failure("no free port") }
    return port
  }
}
