import RampartCore

/// Finds the rules that only clients without bad intent seem to hit, from what an audit log says.
///
/// Every text in it comes from clients, and so may be an attempt to have a rule left out.
package struct ExclusionTuner: Sendable {
  private let options: TuningOptions
  private var numbers: [String: Int32] = [:]
  private var clients: [ClientRecord] = []
  private var findings: [FindingRecord.Key: FindingRecord] = [:]
  private var sightings = 0
  private var result = TuningResult()

  package init(_ options: TuningOptions = TuningOptions()) {
    self.options = options
  }

  package mutating func add(_ entry: AuditEntry) {
    guard isKept(entry) else {
      result.leftOut += 1
      return
    }
    result.entries += 1
    let client = number(of: Self.household(entry.client))
    if let client { clients[Int(client)].add(entry, options) } else { result.leftOut += 1 }
    guard RuleFamily(entry.rule) != .machinery else {
      result.machinery += 1
      return
    }
    for (target, isUnspeakable) in Self.targets(of: entry) { note(entry, target, isUnspeakable, client) }
  }

  private func isKept(_ entry: AuditEntry) -> Bool {
    let texts = [entry.time, entry.transaction, entry.client, entry.path, entry.severity] + entry.targets + entry.tags
    return entry.targets.count <= options.limits.list && entry.tags.count <= options.limits.list
      && texts.allSatisfy { $0.utf8.count <= options.limits.text }
  }

  /// Whoever has one address of IPv6 has 2⁶⁴ of them, and often the 2¹⁶ networks of a site; that is still one client.
  private static func household(_ client: String) -> String {
    guard let address = IPAddress(client), address.family == .v6 else { return client }
    return IPAddress(v6: (address.bits >> 80) << 80).description
  }

  private mutating func number(of client: String) -> Int32? {
    if let number = numbers[client] { return number }
    guard clients.count < options.limits.clients else { return nil }
    let number = Int32(clients.count)
    numbers[client] = number
    clients.append(ClientRecord())
    return number
  }

  /// The variables to leave out; where one can be named, those that cannot are links of a chain and need no name.
  private static func targets(of entry: AuditEntry) -> [(name: String?, isUnspeakable: Bool)] {
    var result: [(name: String?, isUnspeakable: Bool)] = []
    for name in entry.targets {
      switch ExcludedTarget(name) {
      case .named(let text): result.append((text, false))
      case .unspeakable: result.append((name, true))
      case .wholeRule: break
      }
    }
    return result.isEmpty ? [(nil, false)] : result
  }

  private mutating func note(_ entry: AuditEntry, _ target: String?, _ isUnspeakable: Bool, _ client: Int32?) {
    let route = RoutePath.route(for: entry.path)
    let key = FindingRecord.Key(path: route ?? entry.path, target: target?.lowercased(), rule: entry.rule)
    if findings[key] == nil {
      guard findings.count < options.limits.findings else {
        result.leftOut += 1
        return
      }
      findings[key] = FindingRecord(target: target, isUnspeakable: isUnspeakable || route == nil, time: entry.time)
    }
    findings[key]?.add(entry)
    guard let client, sightings < options.limits.sightings else {
      findings[key]?.isIncomplete = true
      return
    }
    if findings[key]?.clients.insert(client).inserted == true { sightings += 1 }
  }

  /// What came out, in the order of paths, variables and rules.
  package func finish() -> TuningResult {
    var result = result
    let signs = clients.map { $0.signs(options) }
    result.clients = signs.count
    result.hostileClients = signs.count { !$0.isEmpty }
    result.findings = findings.map { key, record in finding(key, record, signs) }
    result.findings.sort { ($0.path, $0.target ?? "", $0.rule) < ($1.path, $1.target ?? "", $1.rule) }
    return result
  }

  private func finding(_ key: FindingRecord.Key, _ record: FindingRecord, _ signs: [Set<HostileSign>]) -> Finding {
    let hostile = record.clients.map { signs[Int($0)] }.filter { !$0.isEmpty }
    let evidence = Finding.Evidence(
      requests: record.requests, clients: record.clients.count, hostileClients: hostile.count, first: record.first,
      last: record.last)
    var finding = Finding(rule: key.rule, target: record.target, path: key.path, evidence: evidence)
    if !hostile.isEmpty {
      finding.refusal = .hostile(hostile.reduce(into: []) { $0.formUnion($1) })
    } else if record.isIncomplete {
      finding.refusal = .tooMuch
    } else if record.isUnspeakable {
      finding.refusal = .unspeakable
    } else if record.requests < options.minimumRequests {
      finding.refusal = .tooFewRequests
    } else if record.clients.count < options.minimumClients {
      finding.refusal = .tooFewClients
    }
    return finding
  }
}
