import RampartCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The sockets in the state folder at which gateways hand their listeners over, one for each process.
///
/// The folder is for its owner alone, which is what keeps others from asking.
struct HandOverFolder {
  private let path: String

  init(stateFolder: String) {
    path = stateFolder + "/handover"
  }

  /// A path for this process.
  ///
  /// - Throws: `CertificateError` if the folder cannot be ours alone.
  func newSocket() throws -> String {
    try PrivateFolder(path: path).prepare()
    return "\(path)/\(getpid())-\(String(UInt16.random(in: 0 ... .max), radix: 16))"
  }

  /// The sockets of other processes, those of dead ones included.
  func sockets() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { !$0.hasPrefix("\(getpid())-") }.sorted().prefix(64).map { "\(path)/\($0)" }
  }

  /// What tells the network of one container from that of another: a listener is of use only in its own.
  static var network: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")) ?? ""
  }
}

/// What the next gateway asks the one before it.
struct HandOverRequest: Equatable {
  /// Whether a gateway that is not about to end shall end.
  var takesOver: Bool
  var network: String
  var addresses: [ServerAddress]

  /// Lines, ended by an empty one.
  var text: String {
    ([takesOver ? "take" : "ask", network] + addresses.map(\.description)).joined(separator: "\n") + "\n\n"
  }

  init(takesOver: Bool, network: String, addresses: [ServerAddress]) {
    self.takesOver = takesOver
    self.network = network
    self.addresses = addresses
  }

  init?(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count >= 4, lines.popLast() == "", lines.popLast() == "", ["take", "ask"].contains(lines[0]) else {
      return nil
    }
    let addresses = lines[2...].map { ServerAddress(String($0)) }
    guard !addresses.contains(nil) else { return nil }
    self.init(takesOver: lines[0] == "take", network: String(lines[1]), addresses: addresses.compactMap(\.self))
  }

  /// What the successor says when it is ready to serve. It begins when the connection is closed.
  static let ready = "ready\n"
}
