import Foundation
import RampartWAF
import Testing

/// CRS 4.28.0 with the settings of its regression tests, and the requests of these tests.
enum Corpus {
  static let python = "/usr/bin/python3"

  static var isAvailable: Bool {
    SharedRules.hasNewest && FileManager.default.fileExists(atPath: SharedRules.testSetup)
      && FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/yaml")
      && FileManager.default.isExecutableFile(atPath: python)
  }

  /// How many requests are tried: `RAMPART_WAF_REQUESTS`, or as many as a unit test may take.
  static func count(ordinarily count: Int) -> Int {
    ProcessInfo.processInfo.environment["RAMPART_WAF_REQUESTS"].flatMap { Int($0) } ?? count
  }

  /// Before the rule set: bodies of requests and answers are looked at, and what cannot be read is logged. ModSecurity
  /// has the whole body as a variable whatever it is, we only where a rule asks for it.
  private static let settings = #"""
    SecRuleEngine On
    SecRequestBodyAccess On
    SecResponseBodyAccess On
    SecResponseBodyMimeType text/plain text/html text/xml application/json
    SecRequestBodyLimit 13107200
    SecResponseBodyLimit 524288
    SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application(?:/soap\+|/)|text/)xml" \
      "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
    SecRule REQUEST_HEADERS:Content-Type "@rx ^application/(?:[a-z0-9.-]+\+)?json" \
      "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
    SecAction "id:200005,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On"
    SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,pass,msg:'body',logdata:'%{REQBODY_ERROR_MSG}'"
    SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:200003,phase:2,t:none,log,pass,msg:'strict'"
    SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" "id:200004,phase:2,t:none,log,pass,msg:'boundary'"

    """#

  /// A folder for files that both engines read; removed by the system.
  private static let folder = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(settings.utf8).write(to: folder.appending(path: "settings.conf"))
    try Data(CorpusScript.text.utf8).write(to: folder.appending(path: "corpus.py"))
    return folder
  }

  static func ruleFiles() throws -> [String] {
    let found = try CoreRuleSetFiles.find(in: SharedRules.newest)
    let settings = try folder.get().appending(path: "settings.conf").path(percentEncoded: false)
    return [settings] + found.paths(with: [SharedRules.testSetup])
  }

  static let rules = Result { try RuleSetReader.read(try ruleFiles(), from: SystemSecLangFiles()) }

  /// Compiled once for all tests.
  static let firewall = Result {
    var options = FirewallOptions()
    options.requestBodyLimit = 13_107_200
    return try Firewall(try rules.get(), options: options)
  }

  static let requests = Result {
    let folder = try Self.folder.get()
    let output = folder.appending(path: "requests")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [
      folder.appending(path: "corpus.py").path(percentEncoded: false), SharedRules.newest + "/tests",
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let requests = CorpusRequest.decode([UInt8](try Data(contentsOf: output)))
    try #require(requests.count > 3000)
    return requests
  }

  /// All requests of the tests first, then ones that are made out of them; fewer than there are: a sample.
  static func sample(_ count: Int, seed: UInt64) throws -> [CorpusRequest] {
    let requests = try requests.get()
    var mutator = RequestMutator(requests, seed: seed)
    guard count <= requests.count else {
      return requests + (0..<count - requests.count).map { mutator.next($0) }
    }
    let kept = stride(from: 0, to: requests.count, by: max(1, 2 * requests.count / max(1, count))).map { requests[$0] }
    return kept + (0..<max(0, count - kept.count)).map { mutator.next($0) }
  }
}
