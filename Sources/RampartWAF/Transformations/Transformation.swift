/// What is done to a value before the operator sees it; the names are those of `t:…`, in any case.
package enum Transformation: String, Sendable, CaseIterable {
  case base64Decode, base64DecodeExt, base64Encode, cmdLine, compressWhitespace, cssDecode, escapeSeqDecode, hexDecode
  case hexEncode, htmlEntityDecode, jsDecode, length, lowercase, md5, normalizePath, normalizePathWin, parityEven7bit
  case parityOdd7bit, parityZero7bit, removeComments, removeCommentsChar, removeNulls, removeWhitespace, replaceComments
  case replaceNulls, sha1, sqlHexDecode, trim, trimLeft, trimRight, uppercase, urlDecode, urlDecodeUni, urlEncode
  case utf8toUnicode
}
