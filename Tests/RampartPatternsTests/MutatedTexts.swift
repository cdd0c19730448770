import RampartTesting

/// Texts out of the Core Rule Set's tests, changed at random, and some of random bytes.
struct MutatedTexts {
  private var generator: SeededGenerator
  private let texts = CoreRules.testTexts

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  mutating func next() -> [UInt8] {
    if number(8) == 0 { return (0..<number(64)).map { _ in UInt8(number(256)) } }
    var text = texts[number(texts.count)]
    if number(2) == 0 { text = decoded(text) }
    for _ in 0..<number(4) {
      change(&text)
    }
    return Array(text.prefix(400))
  }

  private mutating func change(_ text: inout [UInt8]) {
    let place = number(text.count + 1)
    switch number(7) {
    case 0: text.insert(UInt8(number(256)), at: place)
    case 1: text.removeSubrange(min(place, text.count)..<min(text.count, place + number(4)))
    case 2: text = Array(text[min(place, text.count)...])
    case 3: text = Array(text[..<place])
    case 4: text.insert(contentsOf: texts[number(texts.count)].prefix(40), at: place)
    case 5: text = text.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    default: text.insert(Array("\n\r '\"\\;(".utf8)[number(8)], at: place)
    }
  }

  // So that escaped payloads are seen as the rules see them.
  private func decoded(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == 0x25, index + 2 < text.count,
        let byte = UInt8(String(decoding: text[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        result.append(byte)
        index += 3
      } else {
        result.append(text[index] == 0x2B ? 0x20 : text[index])
        index += 1
      }
    }
    return result
  }

  private mutating func number(_ limit: Int) -> Int {
    Int.random(in: 0..<max(1, limit), using: &generator)
  }
}
