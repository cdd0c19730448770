/// Transformations by their names, in any case and in both spellings of ModSecurity's.
enum TransformationTable {
  static func transformation(_ text: SecLangText) throws(SecLangFault) -> Transformation {
    guard let transformation = known[text.lowercased] else {
      throw .unknown("transformation", text, among: Transformation.allCases.lazy.map(\.rawValue))
    }
    return transformation
  }

  private static let known: [String: Transformation] = {
    var table = Dictionary(uniqueKeysWithValues: Transformation.allCases.map { ($0.rawValue.lowercased(), $0) })
    table["normalisepath"] = .normalizePath
    table["normalisepathwin"] = .normalizePathWin
    return table
  }()
}
