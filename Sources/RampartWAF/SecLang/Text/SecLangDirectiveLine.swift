/// A directive's name and its arguments, without the quotes around them.
struct SecLangDirectiveLine {
  var name: SecLangText
  var arguments: [SecLangText]

  /// Arguments are separated by blanks; in one that begins with a quote, `\"` stands for the quote, and every other
  /// backslash for itself, since most of them belong to patterns.
  init(_ text: SecLangText, limit: Int) throws(SecLangFault) {
    var rest = text.trimmed
    name = rest.prefix { !$0.isBlank }
    rest = rest.dropFirst(name.count).trimmedAtStart
    arguments = []
    while let first = rest.first {
      guard arguments.count < limit else {
        throw SecLangFault("tooManyArguments", "`\(name.shown)` has more than \(limit) arguments")
      }
      if first == .quote || first == .apostrophe {
        arguments.append(try Self.quoted(&rest, first))
      } else {
        let argument = rest.prefix { !$0.isBlank }
        arguments.append(argument)
        rest = rest.dropFirst(argument.count)
      }
      rest = rest.trimmedAtStart
    }
  }

  private static func quoted(_ rest: inout SecLangText, _ mark: UInt8) throws(SecLangFault) -> SecLangText {
    let content = try QuotedText.read(&rest, mark, "argument")
    guard rest.first?.isBlank != false else {
      throw SecLangFault(
        "textAfterQuote", "`\(rest.prefix(20).shown)` follows a closing quote directly",
        hint: "put a backslash before a quote that belongs to the argument")
    }
    return content
  }
}
