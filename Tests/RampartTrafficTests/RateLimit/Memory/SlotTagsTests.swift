import RampartTesting
import Testing

@testable import RampartTraffic

@Suite struct SlotTagsTests {
  @Test func `Exactly the slots with the tag are found`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      var tags = SlotTags()
      var plain = [UInt8](repeating: 0, count: 16)
      for slot in 0..<Int.random(in: 0...16, using: &generator) {
        // Bytes that differ in one bit, or by one, are what tricks with words get wrong.
        plain[slot] = [1, 3, 0x81, 0xFF, 0x7F].randomElement(using: &generator) ?? 1
        tags[slot] = plain[slot]
      }
      for tag in [0, 1, 2, 3, 0x80, 0x81, 0xFF, 0x7F] as [UInt8] {
        let expected = (0..<16).reduce(UInt16(0)) { plain[$1] == tag ? $0 | 1 << UInt16($1) : $0 }
        #expect(tags.matches(tag) == expected)
      }
      #expect(tags.taken == plain.firstIndex(of: 0) ?? 16)
      #expect((0..<16).allSatisfy { tags[$0] == plain[$0] })
    }
  }

  @Test func `A slot that is written again has its new tag only`() {
    var tags = SlotTags()
    for slot in 0..<16 { tags[slot] = 0xFF }
    for slot in 0..<16 {
      tags[slot] = 1
      #expect(tags.matches(1) == 1 << UInt16(slot))
      tags[slot] = 0xFF
    }
  }
}
