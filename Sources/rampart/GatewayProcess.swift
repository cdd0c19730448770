import ArgumentParser
import Logging
import RampartConfiguration
import RampartCore
import RampartGateway
import UnixSignals

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A gateway in this process, from its start to its end, obeying signals.
struct GatewayProcess {
  let file: String
  let configuration: GatewayConfiguration
  /// Whether a gateway with the same state folder gives its listeners to this one and ends.
  var takesOver = false
  private enum Event {
    case reload, stop, handedOver
  }

  /// Called once requests are served.
  var whenReady: @Sendable () async -> Void = {}

  /// - Throws: exit status 2 where it cannot start, after saying why.
  func run() async throws {
    // Asked for first, so that no signal that comes during the start is lost.
    let trapped = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
    // Two loops wait for signals, one behind the other; that sequence allows only one.
    let (events, continuation) = AsyncStream.makeStream(of: Event.self)
    let pump = Task {
      for await signal in trapped { continuation.yield(signal == .sighup ? .reload : .stop) }
    }
    defer { pump.cancel() }
    let sink = LogSink(descriptor: 2)
    defer { sink.finish() }
    let level = LogLevel(configuration.log.level.logLevel)
    let logger = Logger(label: "rampart") { _ in JSONLogHandler(level: level, sink: sink) }
    DescriptorLimit.raise()
    let gateway: Gateway
    do {
      let environment = ProcessInfo.processInfo.environment
      gateway = try await Gateway(
        configuration, threads: configuration.threads ?? ProcessInfo.processInfo.activeProcessorCount,
        stateFolder: StateFolder.path(environment: environment),
        sockets: InheritedSockets(environment: environment), logger: logger)
      try await gateway.start(takingOver: takesOver) { continuation.yield(.handedOver) }
    } catch {
      StandardError.write("\(file): \(error)")
      throw ExitCode.failed
    }
    logger.info("serving", metadata: Self.addresses(configuration))
    ServiceManager.notify("READY=1")
    await whenReady()
    for await event in events {
      guard event == .reload else { break }
      await reload(gateway, logger, level)
    }
    logger.info("stopping")
    ServiceManager.notify("STOPPING=1")
    await stop(gateway, unless: events)
    logger.info("stopped")
  }

  /// Lets requests finish; a second signal means at once.
  private func stop(_ gateway: Gateway, unless events: AsyncStream<Event>) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await gateway.stop() }
      group.addTask {
        for await event in events where event == .stop { return }
      }
      await group.next()
      group.cancelAll()
    }
  }

  private func reload(_ gateway: Gateway, _ logger: Logger, _ level: LogLevel) async {
    ServiceManager.notifyReloading()
    do {
      let fresh = try ConfigurationLoader.load(path: file)
      try await gateway.reload(fresh)
      level.current = fresh.log.level.logLevel
      if fresh.threads != configuration.threads {
        logger.warning("`threads` takes effect at the next start")
      }
      logger.info("reloaded", metadata: Self.addresses(fresh))
    } catch let error as ConfigurationProblems {
      await gateway.reloadFailed()
      for problem in error.problems {
        logger.error("not reloaded, the old configuration stays", metadata: ["reason": "\(problem)"])
      }
    } catch {
      logger.error("not reloaded, the old configuration stays", metadata: ["reason": "\(file): \(error)"])
    }
    ServiceManager.notify("READY=1")
  }

  private static func addresses(_ configuration: GatewayConfiguration) -> Logger.Metadata {
    let listeners = configuration.listeners.map { listener in
      (listener.tls == nil ? "http://" : "https://") + listener.address.value.description
    }
    return ["listen": "\(listeners.joined(separator: " "))", "version": "\(Version.current)"]
  }
}

extension LogOptions.Level {
  fileprivate var logLevel: Logger.Level {
    Logger.Level(rawValue: rawValue) ?? .info
  }
}
