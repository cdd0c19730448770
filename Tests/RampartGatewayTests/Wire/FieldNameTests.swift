import HTTPTypes
import NIOCore
import RampartBrowser
import RampartConfiguration
import RampartCore
import RampartTraffic
import Testing

@testable import RampartGateway

@Suite("The catalog of field names")
struct FieldNameTests {
  @Test("finds each of its names, in any case, and no other")
  func find() {
    for (index, name) in FieldName.catalog.enumerated() where !name.isEmpty {
      for spelling in [name, name.uppercased()] {
        let found = Array(spelling.utf8).withUnsafeBytes { FieldNameTable.shared.find($0) }
        #expect(Int(found.rawValue) == index)
      }
      let other = Array((name + "x").utf8).withUnsafeBytes { FieldNameTable.shared.find($0) }
      #expect(FieldName.catalog.contains(name + "x") || other == .unknown)
    }
    #expect(FieldName.catalog.count <= 256)
    #expect(Set(FieldName.catalog).count == FieldName.catalog.count)
  }

  @Test("tells all of its names apart in a set")
  func sets() {
    let names = FieldName.catalog.compactMap { $0.isEmpty ? nil : FieldName($0) }
    #expect(names.count == FieldName.catalog.count - 1)
    for name in names {
      let only = FieldNameSet([name])
      #expect(names.allSatisfy { only.contains($0) == ($0 == name) } && !only.contains(.unknown))
      let others = FieldNameSet(names.filter { $0 != name }).union(FieldNameSet())
      #expect(names.allSatisfy { others.contains($0) == ($0 != name) })
    }
  }

  @Test("has every field that a control governs")
  func governed() throws {
    let cors = try CORSPolicy(CORSOptions())
    let limit = try RateLimit(RateLimitOptions(name: "all", rate: Rate(count: 1, per: .seconds(1))))
    for name in cors.governedFields + limit.governedFields {
      #expect(FieldName(name.canonicalName) != nil, "\(name)")
    }
    #expect(!cors.governedFields.isEmpty && !limit.governedFields.isEmpty)
  }

  private struct Governing: Control {
    var name: String { "governing" }
    var summary: String { "" }
    var governedFields: [HTTPField.Name]
    func evaluate(_ request: some RequestFacts) -> Verdict { .pass }
  }

  @Test("is asked for each governed name, and one that it lacks is told")
  func unknown() throws {
    let name = try #require(HTTPField.Name("X-Nobody-Knows"))
    let control = ScopedControl(Governing(governedFields: [.vary, name]), scope: .everything)
    #expect(control.unknownFields == [name])
    #expect(control.within(.everything)?.unknownFields == [name])
    #expect(throws: ConfigurationProblem.self) { try ControlBuilder.checkFieldNames(of: [control], headers: []) }
    #expect(throws: Never.self) {
      try ControlBuilder.checkFieldNames(
        of: [ScopedControl(Governing(governedFields: [.vary]), scope: .everything)], headers: [.vary])
    }
  }

  @Test("has no request field that could be allowed in another spelling")
  func reserved() {
    let ofAnswers = Set(["server", "x-powered-by"]).union(FieldName.catalog.suffix(from: FieldName.firstOfAnswers))
    for name in FieldName.catalog where name.contains("-") && !ofAnswers.contains(name) {
      let spelling = name.replacingHyphens()
      #expect(throws: InvalidOption.self, "\(spelling)") { try FieldNamePolicy(allowing: [spelling]) }
    }
  }

  @Test("leaves out what has another character in its name, and notes a few names and their count")
  func drop() throws {
    let names = (0..<20).map { "A_\($0)" + String(repeating: "x", count: 100) }
    let text = "GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nX_Own: 2\r\n" + names.map { "\($0): b\r\n" }.joined() + "\r\n"
    var buffer = ByteBuffer(string: text)
    var parser = RequestHeadParser(maximumBytes: 8192)
    var fields = try #require(try parser.parse(&buffer)).fields
    var dropped = DroppedFields()
    fields.drop(except: try FieldNamePolicy(allowing: ["x_own"]), noting: &dropped)
    #expect(fields.lines.map { fields.string($0.name) } == ["Host", "X-One", "X_Own"])
    #expect(dropped.count == 20)
    #expect(dropped.names == names.prefix(8).map { String($0.prefix(64)) })
  }

  @Test("has every security header, so that none can pass twice")
  func securityHeaders() {
    for isSecure in [true, false] {
      for rule in GatewayConfiguration().headers.rules(isSecure: isSecure) {
        #expect(FieldName(rule.name.canonicalName) != nil, "\(rule.name)")
      }
    }
    for header in HeaderCatalog.all {
      #expect(FieldName(header.name.canonicalName) != nil, "\(header.name)")
    }
  }
}

extension String {
  fileprivate func replacingHyphens() -> String { String(map { $0 == "-" ? "_" : $0 }) }
}
