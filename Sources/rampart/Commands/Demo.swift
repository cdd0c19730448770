import ArgumentParser
import RampartConfiguration
import RampartCore
import RampartGateway
import RampartWAF
import Subprocess

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Shows Rampart at work in front of a notes app that has every hole such apps have.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a naive sample backend and the gateway in front of it, on https://localhost:8443.")

  @Option(help: "The sample backend, a Python program.")
  var app = "Examples/notes/app.py"

  @Option(help: "The port of the gateway.")
  var port = 8443

  @Option(help: "The port of the sample backend, on loopback.")
  var backendPort = 3080

  func run() async throws {
    guard FileManager.default.fileExists(atPath: app) else {
      StandardError.write("\(app) is not here; run this in Rampart's source folder, or name the file with --app")
      throw ExitCode.failed
    }
    let configuration = try ConfigurationLoader.parse(document, file: "demo", folder: ".")
    announceFirewall()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await runBackend() }
      group.addTask {
        try await waitForBackend()
        try await GatewayProcess(file: "demo", configuration: configuration, whenReady: { explain() }).run()
      }
      // Whichever ends first, by a signal or by a failure, ends the other.
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private var document: String {
    """
    version: 1
    listen:
      - { address: "127.0.0.1:\(port)", tls: local }
    upstreams:
      notes: { servers: ["http://127.0.0.1:\(backendPort)"] }
    routes:
      - { path: /**, upstream: notes }
    \(hasRules ? "waf: { rules: crs, mode: block, paranoia: 2, responseBody: 64KiB }" : "")
    log: { access: off, level: warning }
    """
  }

  private var hasRules: Bool { FileManager.default.fileExists(atPath: FirewallDeclaration.systemRules + "/rules") }

  private var stateFolder: String { StateFolder.path(environment: ProcessInfo.processInfo.environment) }

  /// To standard error: it is about this start and not about what to try.
  private func announceFirewall() {
    if !hasRules {
      StandardError.write(
        """
        the web application firewall is off: \(FirewallDeclaration.systemRules) is not here; on Debian and Ubuntu it is in \
        the package modsecurity-crs
        """)
    } else if !FileManager.default.fileExists(atPath: stateFolder + "/demo.yaml") {
      StandardError.write(
        "the firewall's patterns are being compiled, which takes some ten seconds, once: they are kept in \(stateFolder)"
      )
    }
  }

  private func runBackend() async throws {
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
    let result = try await Subprocess.run(
      .name("python3"), arguments: [app, "--port", String(backendPort)], platformOptions: options,
      output: .discarded, error: .discarded)
    // Ctrl-C ends the backend too, and that may be seen before this task is cancelled.
    try? await Task.sleep(for: .seconds(1))
    guard !Task.isCancelled else { return }
    StandardError.write("the sample backend ended: \(result.terminationStatus); is port \(backendPort) taken?")
    throw ExitCode.failed
  }

  private func waitForBackend() async throws {
    for _ in 0..<100 {
      if await PortProbe.isOpen(port: backendPort) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    StandardError.write("the sample backend did not start within ten seconds")
    throw ExitCode.failed
  }

  /// So that other commands can be tried with it.
  private func writeConfiguration() -> String {
    let path = stateFolder + "/demo.yaml"
    do {
      try Data(document.utf8).write(to: URL(filePath: path), options: .atomic)
      return path
    } catch {
      StandardError.write("cannot write \(path)")
      return "Examples/rampart.yaml"
    }
  }

  private func explain() {
    let file = writeConfiguration()
    let authority = LocalAuthority(stateFolder: stateFolder).certificatePath
    let naked = "curl -s  'http://127.0.0.1:\(backendPort)"
    let guarded = "curl -si --cacert \(authority) 'https://localhost:\(port)"
    let injection = "/search?q=%27+UNION+SELECT+id,name,password,1+FROM+users+--'"
    let script = "/search?q=%3Cscript%3Ealert(1)%3C/script%3E'"
    let tries = """
      1. Open https://localhost:\(port) (`rampart doctor` says how to trust its certificate) and sign in as alice, wonderland; Ctrl-C ends it all.
      2. See what the app itself sends:   curl -si http://127.0.0.1:\(backendPort)/ | head -20
      3. See what Rampart makes of it:    curl -si --cacert \(authority) https://localhost:\(port)/ | head -30
      4. Send what no server should take: printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n' | openssl s_client -quiet -connect localhost:\(port)
      5. Ask what would happen and why:   \(CommandLine.arguments[0]) explain GET https://localhost:\(port)/search?q=x -c \(file)
      6. Read the app's passwords by SQL: \(naked)\(injection)
      7. Put a script into its page:      \(naked)\(script)
      """
    let guardedTries = """

      8. Try the same through Rampart:    \(guarded)\(injection)
      9. And the script:                  \(guarded)\(script)
      """
    StandardOutput.write(hasRules ? tries + guardedTries : tries)
  }
}
