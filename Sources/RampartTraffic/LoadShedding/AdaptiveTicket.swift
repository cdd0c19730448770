import RampartCore
import Synchronization

/// Measures one exchange from its admission to the head of its answer, and gives its place back then, or when it ends
/// without one.
///
/// What comes after the head is not the backend's work alone: clients that read slowly, or a WebSocket that stays open,
/// would otherwise use the limit up (CWE-400).
final class AdaptiveTicket: ExchangeTicket {
  private let load: AdaptiveLoad
  private let start: UInt64
  private let isOver = Atomic(false)

  init(_ load: AdaptiveLoad) {
    self.load = load
    start = load.clock.now
  }

  func answered(status: Int) {
    let now = load.clock.now
    guard leaves() else { return }
    load.note(latency: now > start ? now - start : 0, at: now, isError: status >= 500)
    load.leave()
  }

  func ended() {
    if leaves() { load.leave() }
  }

  private func leaves() -> Bool {
    !isOver.exchange(true, ordering: .relaxed)
  }

  deinit { ended() }
}
