/// What is wrong with a JSON text, in the words of YAJL, which ModSecurity shows.
enum JSONFailure: Error {
  case invalidUTF8, escapedCharacter, jsonCharacter, hexCharacter, character, string
  case digitAfterMinus, digitAfterPoint, digitAfterExponent, comment
  case token, key, colon, commaInObject, commaInArray, trailing, end
  case cancelled, depth, bytes

  var code: BodyError {
    switch self {
    case .cancelled: .tooManyArguments
    case .depth: .tooDeep
    case .bytes: .tooManyBytes
    default: .malformed
    }
  }

  var message: StaticString {
    switch self {
    case .invalidUTF8: "JSON parsing error: lexical error: invalid bytes in UTF8 string.\n"
    case .escapedCharacter:
      "JSON parsing error: lexical error: inside a string, '\\' occurs before a character which it may not.\n"
    case .jsonCharacter: "JSON parsing error: lexical error: invalid character inside string.\n"
    case .hexCharacter:
      "JSON parsing error: lexical error: invalid (non-hex) character occurs after '\\u' inside string.\n"
    case .character: "JSON parsing error: lexical error: invalid char in json text.\n"
    case .string: "JSON parsing error: lexical error: invalid string in json text.\n"
    case .digitAfterMinus:
      "JSON parsing error: lexical error: malformed number, a digit is required after the minus sign.\n"
    case .digitAfterPoint:
      "JSON parsing error: lexical error: malformed number, a digit is required after the decimal point.\n"
    case .digitAfterExponent:
      "JSON parsing error: lexical error: malformed number, a digit is required after the exponent.\n"
    case .comment:
      "JSON parsing error: lexical error: probable comment found in input text, comments are not enabled.\n"
    case .token: "JSON parsing error: parse error: unallowed token at this point in JSON text\n"
    case .key: "JSON parsing error: parse error: invalid object key (must be a string)\n"
    case .colon: "JSON parsing error: parse error: object key and value must be separated by a colon (':')\n"
    case .commaInObject: "JSON parsing error: parse error: after key and value, inside map, I expect ',' or '}'\n"
    case .commaInArray: "JSON parsing error: parse error: after array element, I expect ',' or ']'\n"
    case .trailing: "JSON parsing error: parse error: trailing garbage\n"
    case .end: "JSON parsing error: parse error: premature EOF\n"
    case .cancelled: "JSON parsing error: parse error: client cancelled parse via callback return value\n"
    case .depth:
      """
      JSON parsing error: parse error: client cancelled parse via callback return value
      . Parsing depth limit exceeded
      """
    case .bytes: "JSON parsing error: more bytes in names and values than allowed"
    }
  }
}
