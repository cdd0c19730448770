extension String {
  /// `script-src-attr` as `scriptSrcAttr`: how a configuration spells the words of a header.
  var camelCased: String {
    let words = split(separator: "-")
    return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
