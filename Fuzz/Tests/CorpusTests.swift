import Foundation
import RampartTesting
import Testing

/// The fuzz targets without libFuzzer: `make fuzz` searches for long, these run with every build.
@Suite struct CorpusTests {
  private static let properties: [String: any FuzzProperty.Type] = [
    "FuzzHead": HeadProperty.self, "FuzzJSON": JSONProperty.self, "FuzzMultipart": MultipartProperty.self,
    "FuzzOperators": OperatorsProperty.self, "FuzzOrigin": OriginProperty.self, "FuzzPath": PathProperty.self,
    "FuzzRules": RulesProperty.self, "FuzzTransformations": TransformationsProperty.self, "FuzzXML": XMLProperty.self,
  ]
  /// `RAMPART_SEED` says which inputs are made; `.ci/run` takes it from the commit.
  private static let seed = ProcessInfo.processInfo.environment["RAMPART_SEED"].flatMap(UInt64.init) ?? 1

  @Test func `Every folder of seeds belongs to a property`() throws {
    #expect(try Corpus.targets.sorted() == Self.properties.keys.sorted())
  }

  @Test(arguments: properties.keys.sorted())
  func `Every seed has the property`(_ target: String) throws {
    let property = try #require(Self.properties[target])
    let corpus = try Corpus(of: target)
    try #require(!corpus.inputs.isEmpty)
    for input in corpus.inputs {
      #expect(violation(of: property, by: input) == nil, "\(input)")
    }
  }

  @Test(arguments: properties.keys.sorted())
  func `What is close to a seed has the property`(_ target: String) throws {
    let property = try #require(Self.properties[target])
    let corpus = try Corpus(of: target)
    var generator = SeededGenerator(seed: Self.seed)
    for _ in 0..<2000 {
      let input = corpus.neighbour(using: &generator)
      #expect(violation(of: property, by: input) == nil, "RAMPART_SEED=\(Self.seed): \(input)")
    }
  }

  @Test func `A violation is found`() {
    enum Empty: FuzzProperty {
      static func check(_ bytes: UnsafeRawBufferPointer) throws(FuzzViolation) {
        try expect(bytes.isEmpty, "\(bytes.count) bytes")
      }
    }
    #expect(violation(of: Empty.self, by: []) == nil)
    #expect(violation(of: Empty.self, by: [1, 2]) == "2 bytes")
  }

  private func violation(of property: any FuzzProperty.Type, by input: [UInt8]) -> String? {
    input.withUnsafeBytes { bytes in
      do throws(FuzzViolation) {
        try property.check(bytes)
        return nil
      } catch {
        return error.description
      }
    }
  }
}
