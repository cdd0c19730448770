/// What is known of a finding while the log is read.
struct FindingRecord: Sendable {
  struct Key: Hashable, Sendable {
    var path: String
    /// Lower case: exclusions name keys without regard to case.
    var target: String?
    var rule: Int
  }

  /// As it was written first.
  let target: String?
  let isUnspeakable: Bool
  var requests = 0
  var first: String
  var last: String
  /// Numbers of clients.
  var clients: Set<Int32> = []
  /// Some of its clients are not in `clients`.
  var isIncomplete = false
  private var transaction = ""

  init(target: String?, isUnspeakable: Bool, time: String) {
    self.target = target
    self.isUnspeakable = isUnspeakable
    first = time
    last = time
  }

  mutating func add(_ entry: AuditEntry) {
    if entry.transaction != transaction {
      transaction = entry.transaction
      requests += 1
    }
    first = min(first, entry.time)
    last = max(last, entry.time)
  }
}
