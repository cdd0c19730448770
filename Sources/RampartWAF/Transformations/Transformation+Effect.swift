extension Transformation {
  /// Whether the transformation can change a value that contains only these kinds of bytes.
  ///
  /// False is a promise: `apply` would give the same bytes. True is not: `a b` has white space, and yet nothing that
  /// `trim` would take.
  package func canChange(_ classes: ByteClasses) -> Bool {
    switch self {
    case .length, .md5, .sha1: true
    case .base64Decode, .base64DecodeExt, .base64Encode, .hexDecode, .hexEncode, .sqlHexDecode: !classes.isEmpty
    case .parityEven7bit, .parityOdd7bit: !classes.isEmpty
    case .removeComments, .removeCommentsChar: classes.has([.hash, .hyphen]) || classes.mayHaveComment
    case .replaceComments: classes.mayHaveComment
    case .urlEncode: !classes.isSubset(of: [.upperCase, .lowerCase, .digit, .asterisk])
    default: classes.has(triggers)
    }
  }

  /// For the transformations that wait for certain bytes: these. All others change every value.
  private var triggers: ByteClasses {
    switch self {
    case .cmdLine: [.space, .lineSpace, .quote, .backslash, .caret, .separator, .upperCase]
    case .compressWhitespace, .trim, .trimLeft, .trimRight: .whiteSpace
    case .cssDecode, .escapeSeqDecode, .jsDecode: .backslash
    case .htmlEntityDecode: .ampersand
    case .lowercase: .upperCase
    case .normalizePath: [.slash, .dot]
    case .normalizePathWin: [.slash, .dot, .backslash]
    case .parityZero7bit: .beyondASCII
    case .removeNulls, .replaceNulls: .nul
    case .removeWhitespace: [.whiteSpace, .noBreakSpace, .lead]
    case .uppercase: .lowerCase
    case .urlDecode, .urlDecodeUni: [.percent, .plus]
    case .utf8toUnicode: [.nul, .lead]
    default: ByteClasses(rawValue: .max)
    }
  }
}

extension ByteClasses {
  @inline(__always)
  fileprivate func has(_ any: ByteClasses) -> Bool { rawValue & any.rawValue != 0 }

  fileprivate var mayHaveComment: Bool { contains([.slash, .asterisk]) }
}
