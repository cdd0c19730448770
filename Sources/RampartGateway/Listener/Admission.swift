import RampartConfiguration
import RampartCore
import Synchronization

/// What a listener asks of those who connect to it, for as long as it asks the same. A connection keeps the one that it
/// was let in under; when that has ended, it is served no more: whoever was let in by an authority that is not trusted
/// any longer must not stay because the connection does.
final class Admission: Sendable {
  struct Terms: Sendable, Hashable {
    var isTLS: Bool
    /// With what the file of authorities holds.
    var clientCertificates: ClientCertificateOptions?
  }

  let terms: Terms
  private let isOver = Atomic<Bool>(false)

  init(_ terms: Terms = Terms(isTLS: false)) {
    self.terms = terms
  }

  var hasEnded: Bool { isOver.load(ordering: .acquiring) }

  func end() { isOver.store(true, ordering: .releasing) }
}
