import RampartWAF
import Testing

@Suite struct TransformationPropertyTests {
  @Test("on random values nothing traps, the bounds hold, and what is said to be unchangeable is unchanged")
  func invariantsHoldOnRandomValues() {
    for (index, transformation) in Transformation.allCases.enumerated() {
      var inputs = TransformationInputs(seed: UInt64(index) + 1000)
      for _ in 0..<3000 {
        let bytes = [UInt8(index)] + inputs.value(for: transformation)
        let violation = bytes.withUnsafeBytes { Transformation.violation(by: $0) }
        #expect(violation == nil, "\(Latin1.text(bytes).debugDescription)")
      }
    }
  }

  @Test("a value of one class of bytes only is unchanged where the class cannot change it")
  func singleBytes() {
    for (index, _) in Transformation.allCases.enumerated() {
      for byte in UInt8.min...UInt8.max {
        for count in 0...3 {
          let bytes = [UInt8(index)] + Array(repeating: byte, count: count)
          #expect(bytes.withUnsafeBytes { Transformation.violation(by: $0) } == nil)
        }
      }
    }
  }

  @Test("each byte has exactly one class, and a value has the classes of its bytes")
  func classesAreUnions() {
    for byte in UInt8.min...UInt8.max { #expect(ByteClasses(of: byte).rawValue.nonzeroBitCount == 1) }
    var inputs = TransformationInputs(seed: 7)
    for _ in 0..<2000 {
      let value = inputs.value(for: .lowercase)
      let union = value.reduce(into: ByteClasses()) { $0.formUnion(ByteClasses(of: $1)) }
      #expect(value.withUnsafeBytes { ByteClasses(of: $0) } == union)
    }
  }

  @Test("plain words change under no transformation that waits for certain bytes")
  func plainWordsAreLeftAlone() {
    let classes = Array("hello123".utf8).withUnsafeBytes { ByteClasses(of: $0) }
    let changing: Set<Transformation> = [
      .base64Decode, .base64DecodeExt, .base64Encode, .hexDecode, .hexEncode, .length, .md5, .parityEven7bit,
      .parityOdd7bit, .sha1, .sqlHexDecode, .uppercase,
    ]
    for transformation in Transformation.allCases {
      #expect(transformation.canChange(classes) == changing.contains(transformation), "\(transformation)")
    }
  }

  @Test("32 KiB of the hardest input take no more than linear work")
  func largeHostileValuesEndSoon() {
    let clock = ContinuousClock()
    for transformation in Transformation.allCases {
      for fragment in ["\\", "&", "&#x", "%u", "/*", "../", "/", "\u{C0}\u{80}", " ", "-", "<!--", "0x41", "a/../"] {
        let unit = Latin1.bytes(fragment)
        let value = Array((0..<32_768).lazy.map { unit[$0 % unit.count] })
        let elapsed = clock.measure { _ = transformation.result(of: value) }
        // Quadratic work on this many bytes takes longer by far.
        #expect(elapsed < .seconds(2), "\(transformation) on \(fragment)")
      }
    }
  }

  @Test(
    "the bound is reached by the transformations that make values longer",
    arguments: [
      (Transformation.base64Encode, "a", 4), (.hexEncode, "ab", 4), (.urlEncode, "//", 6),
      (.utf8toUnicode, "\u{C0}\u{80}\u{C0}\u{80}", 14), (.sha1, "", 20), (.lowercase, "AB", 2), (.hexDecode, "414", 1),
    ])
  func boundsAreTight(transformation: Transformation, value: String, count: Int) {
    #expect(transformation.result(of: value).unicodeScalars.count == count)
    #expect(transformation.maximumCount(for: value.unicodeScalars.count) - count <= 1)
  }
}
