extension Transformation {
  /// What a fuzzer and the property tests try: the first byte picks the transformation, the rest is its value. Returns
  /// what does not hold, or nil.
  package static func violation(by bytes: UnsafeRawBufferPointer) -> String? {
    guard let choice = bytes.first else { return nil }
    let transformation = allCases[Int(choice) % allCases.count]
    return transformation.violation(with: UnsafeRawBufferPointer(rebasing: bytes[1...]))
  }

  private func violation(with value: UnsafeRawBufferPointer) -> String? {
    let before: [UInt8] = [0x21]
    var output = before
    let changed = apply(value, to: &output)
    guard output.starts(with: before) else { return "\(self) touched what was there" }
    let result = output.dropFirst()
    guard result.count <= maximumCount(for: value.count) else { return "\(self) gave more than its bound" }
    guard changed else { return result.isEmpty ? nil : "\(self) appended an unchanged value" }
    guard !result.elementsEqual(value) else { return "\(self) called an equal value changed" }
    guard canChange(ByteClasses(of: value)) else { return "\(self) changed what it cannot" }
    return nil
  }
}
