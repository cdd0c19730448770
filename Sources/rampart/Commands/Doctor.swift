import ArgumentParser
import RampartConfiguration
import RampartCore
import RampartGateway

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Says what this machine lacks and how to get it.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is missing on this machine and how to get it.",
    discussion: "Exit status 1 where something is missing.")

  @OptionGroup var source: ConfigurationFile

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    let environment = ProcessInfo.processInfo.environment
    let checks = [
      configurationCheck(), descriptorCheck(), stateCheck(environment), authorityCheck(environment), clockCheck(),
    ]
    if json {
      let list = checks.map { check -> JSONValue in
        [
          "check": .string(check.name), "ok": .boolean(check.isWell), "detail": .string(check.detail),
          "remedy": check.remedy.map { .string($0) } ?? .null,
        ]
      }
      print(JSONValue.object([.init("checks", .array(list))]).serialized(indented: true))
    } else {
      for check in checks { print(check.text) }
    }
    if checks.contains(where: { !$0.isWell }) { throw ExitCode.findings }
  }

  private struct Check {
    var name: String
    var isWell: Bool
    var detail: String
    var remedy: String?

    var text: String {
      let head = "\(isWell ? "ok     " : "missing")  \(name): \(detail)"
      let remedy = remedy.map { $0.split(separator: "\n").map { "\n           \($0)" }.joined() }
      return head + (remedy ?? "")
    }
  }

  private func configurationCheck() -> Check {
    do throws(ConfigurationProblems) {
      let problems = CertificateCheck.problems(in: try ConfigurationLoader.load(path: source.file))
      guard let first = problems.first else {
        return Check(name: "configuration", isWell: true, detail: "\(source.file) is valid")
      }
      return Check(name: "configuration", isWell: false, detail: first.description)
    } catch {
      let isMissing = error.problems.first?.code == "configuration.missingFile" && error.problems.first?.position == nil
      return Check(
        name: "configuration", isWell: false, detail: error.problems.first?.description ?? "",
        remedy: isMissing ? "rampart init --upstream http://127.0.0.1:3000" : "rampart validate -c \(source.file)")
    }
  }

  private func descriptorCheck() -> Check {
    let needed = 2 * ((try? ConfigurationLoader.load(path: source.file))?.limits.connections ?? 10_000)
    let limit = DescriptorLimit.hard
    return Check(
      name: "file descriptors", isWell: limit >= needed,
      detail: "at most \(limit), \(needed) for all the connections that `limits.connections` allows",
      remedy: limit >= needed
        ? nil : "ulimit -Hn \(needed), LimitNOFILE=\(needed) in a systemd unit, or fewer connections")
  }

  private func stateCheck(_ environment: [String: String]) -> Check {
    let folder = StateFolder.path(environment: environment)
    var ancestor = folder
    while !FileManager.default.fileExists(atPath: ancestor), ancestor != "/", !ancestor.isEmpty {
      ancestor = URL(filePath: ancestor).deletingLastPathComponent().path
    }
    let isWell = FileManager.default.isWritableFile(atPath: ancestor)
    return Check(
      name: "state folder", isWell: isWell, detail: folder,
      remedy: isWell ? nil : "make it writable, or name another: RAMPART_STATE_DIRECTORY=/path rampart run")
  }

  private func authorityCheck(_ environment: [String: String]) -> Check {
    let authority = LocalAuthority(stateFolder: StateFolder.path(environment: environment)).certificatePath
    guard let pem = FileManager.default.contents(atPath: authority) else {
      return Check(
        name: "local authority", isWell: true, detail: "not made yet; the first `tls: local` makes it at \(authority)")
    }
    if isTrusted(pem) {
      return Check(name: "local authority", isWell: true, detail: "\(authority) is trusted by this system")
    }
    let configuration = try? ConfigurationLoader.load(path: source.file)
    guard configuration?.listeners.contains(where: { $0.tls == .local }) != false else {
      return Check(name: "local authority", isWell: true, detail: "not used by \(source.file)")
    }
    return Check(
      name: "local authority", isWell: false, detail: "\(authority) is not trusted by this system",
      remedy: """
        Debian, Ubuntu: sudo cp \(authority) /usr/local/share/ca-certificates/rampart-local.crt && sudo update-ca-certificates
        Fedora:         sudo cp \(authority) /etc/pki/ca-trust/source/anchors/rampart-local.pem && sudo update-ca-trust
        macOS:          sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain \(authority)
        Chromium:       certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n rampart-local -i \(authority)
        Firefox:        Settings, Certificates, Import: \(authority)
        one command:    curl --cacert \(authority) https://localhost:8443/
        """)
  }

  private func isTrusted(_ pem: Data) -> Bool {
    let text = String(decoding: pem, as: UTF8.self).filter { !$0.isWhitespace }
    let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
    return bundles.contains { path in
      guard let bundle = FileManager.default.contents(atPath: path) else { return false }
      return String(decoding: bundle, as: UTF8.self).filter { !$0.isWhitespace }.contains(text)
    }
  }

  private func clockCheck() -> Check {
    // Older than this program: certificates would all seem not to be valid yet.
    let isWell = Date().timeIntervalSince1970 > 1_760_000_000
    return Check(
      name: "clock", isWell: isWell, detail: isWell ? "plausible" : "years behind",
      remedy: isWell ? nil : "timedatectl set-ntp true")
  }
}
