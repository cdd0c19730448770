package import RampartCore

/// A header of which the whole value is one word.
package protocol TokenHeader: ConfigurableHeader {
  init()
  /// The words to choose from; empty where there is only one.
  static var choices: [(String, Self)] { get }
  /// Helmet's name of the choice in a mapping.
  static var option: String? { get }
}

extension TokenHeader {
  package static var choices: [(String, Self)] { [] }
  package static var option: String? { nil }

  package static var declaration: Declaration<HeaderTreatment<Self>> {
    let keys = option.map { [DeclaredKey($0, \HeaderForm<Self>.options, .choice(choices), summary)] } ?? []
    return HeaderTreatment.form(words: choices, options: Self(), keys: keys) { $0 }
  }
}
