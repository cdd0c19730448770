/// The arguments of a directive that sets something, and the file in which it stands.
struct SettingArguments {
  let directive: String
  let values: [SecLangText]
  let file: String

  func only() throws(SecLangFault) -> SecLangText {
    guard values.count == 1, let value = values.first, !value.isEmpty else {
      throw SecLangFault("wrongArguments", "`\(directive)` takes one argument")
    }
    return value
  }

  func number(in range: ClosedRange<Int>) throws(SecLangFault) -> Int {
    let value = try only()
    guard let number = value.number, range.contains(number) else {
      throw ControlValue.invalid(value, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
