/// The entries, in memory.
actor Guestbook {
  private static let most = 1000

  private var entries: [String] = []

  var text: String { entries.map { $0 + "\n" }.joined() }

  func add(_ entry: String) {
    if entries.count == Self.most { entries.removeFirst() }
    entries.append(entry)
  }
}
