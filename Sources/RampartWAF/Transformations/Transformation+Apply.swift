extension Transformation {
  /// Appends the result to `output`. Returns false, and appends nothing, where the result would equal the input.
  ///
  /// `input` must not point into `output`.
  package func apply(_ input: UnsafeRawBufferPointer, to output: inout [UInt8]) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maximumCount(for: input.count)) { memory in
      var sink = ByteSink(memory)
      write(input, into: &sink)
      let result = sink.written
      if ByteScan.areEqual(result, input) { return false }
      output.append(contentsOf: result)
      return true
    }
  }

  /// The most bytes that a value of so many can become.
  package func maximumCount(for count: Int) -> Int {
    switch self {
    case .base64Encode: (count + 2) / 3 * 4
    case .hexEncode: count * 2
    // `%u0000` and the first byte again for each pair of bytes that is too long a form of a character.
    case .utf8toUnicode: count * 7 / 2 + 1
    case .urlEncode: count * 3
    case .length, .md5, .sha1: 20
    case .hexDecode: count / 2
    default: count
    }
  }

  private func write(_ input: UnsafeRawBufferPointer, into sink: inout ByteSink) {
    switch self {
    case .base64Decode: Self.decodeBase64(input, into: &sink)
    case .base64DecodeExt: Self.decodeBase64Forgivingly(input, into: &sink)
    case .base64Encode: Self.encodeBase64(input, into: &sink)
    case .cmdLine: Self.normalizeCommand(input, into: &sink)
    case .compressWhitespace: Self.compressWhiteSpace(input, into: &sink)
    case .cssDecode: Self.decodeCSS(input, into: &sink)
    case .escapeSeqDecode: Self.decodeANSI(input, into: &sink)
    case .hexDecode: Self.decodeHex(input, into: &sink)
    case .hexEncode: Self.encodeHex(input, into: &sink)
    case .htmlEntityDecode: Self.decodeEntities(input, into: &sink)
    case .jsDecode: Self.decodeJavaScript(input, into: &sink)
    case .length: Self.writeLength(input, into: &sink)
    case .lowercase: sink.append(input, mapping: ASCII.lowercased)
    case .md5: MD5.write(input, into: &sink)
    case .normalizePath: PathNormalizer.write(input, windows: false, into: &sink)
    case .normalizePathWin: PathNormalizer.write(input, windows: true, into: &sink)
    case .parityEven7bit: Self.setParity(input, even: true, into: &sink)
    case .parityOdd7bit: Self.setParity(input, even: false, into: &sink)
    case .parityZero7bit: sink.append(input) { $0 & 0x7F }
    case .removeComments: Self.removeComments(input, into: &sink)
    case .removeCommentsChar: Self.removeCommentMarks(input, into: &sink)
    case .removeNulls: Self.removeNulls(input, into: &sink)
    case .removeWhitespace: Self.removeWhiteSpace(input, into: &sink)
    case .replaceComments: Self.replaceComments(input, into: &sink)
    case .replaceNulls: sink.append(input) { $0 == 0 ? ASCII.space : $0 }
    case .sha1: SHA1.write(input, into: &sink)
    case .sqlHexDecode: Self.decodeSQLHex(input, into: &sink)
    case .trim: Self.trim(input, left: true, right: true, into: &sink)
    case .trimLeft: Self.trim(input, left: true, right: false, into: &sink)
    case .trimRight: Self.trim(input, left: false, right: true, into: &sink)
    case .uppercase: sink.append(input, mapping: ASCII.uppercased)
    case .urlDecode: Self.decodeURL(input, unicode: false, into: &sink)
    case .urlDecodeUni: Self.decodeURL(input, unicode: true, into: &sink)
    case .urlEncode: Self.encodeURL(input, into: &sink)
    case .utf8toUnicode: Self.spellOutUTF8(input, into: &sink)
    }
  }
}
