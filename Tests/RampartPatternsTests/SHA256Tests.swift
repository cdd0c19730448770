import Testing

@testable import RampartPatterns

@Suite struct SHA256Tests {
  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // FIPS 180-4's examples, and the lengths around a block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
  ])
  func `It is the hash of the standard`(_ text: String, _ digest: String) {
    #expect(hexadecimal(Array(text.utf8).withUnsafeBytes { SHA256.digest(of: $0) }) == digest)
  }

  @Test func `In parts it is the same`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
    for length in [0, 1, 55, 56, 63, 64, 65, 127, 128, 300] {
      let text = Array(bytes.prefix(length))
      let whole = text.withUnsafeBytes { SHA256.digest(of: $0) }
      for size in [1, 7, 64, 100] {
        var hash = SHA256()
        for start in stride(from: 0, to: length, by: size) {
          hash.update(Array(text[start..<min(length, start + size)]))
        }
        #expect(hash.finish() == whole)
      }
    }
  }
}
