import HTTPTypes
import RampartBrowser
import RampartConfiguration
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
    #expect(FieldName.catalog.count <= 128)
    #expect(Set(FieldName.catalog).count == FieldName.catalog.count)
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
