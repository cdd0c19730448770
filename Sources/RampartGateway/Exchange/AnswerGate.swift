import NIOCore
import RampartCore

/// Holds an answer back until the observer of its exchange has seen it.
// An object: as a value in a state it would be copied, with all that it holds, for each part of the answer.
final class AnswerGate {
  enum Step {
    case hold
    /// Send this, and let what follows pass.
    case release(ResponseHead, ByteBuffer)
    case refuse(Refusal)
  }

  private let observer: any ExchangeObserver
  private let head: ResponseHead
  private var held = ByteBuffer()

  init(_ head: ResponseHead, for observer: any ExchangeObserver) {
    self.head = head
    self.observer = observer
  }

  func receive(_ part: ByteBuffer) -> Step {
    held.writeImmutableBuffer(part)
    if let refusal = part.withUnsafeReadableBytes({ observer.observe(answerBody: $0) }) { return .refuse(refusal) }
    return observer.hasSeenEnough ? end() : .hold
  }

  /// The answer is complete, or enough of it was seen.
  func end() -> Step {
    if let refusal = observer.observeAnswerEnd() { return .refuse(refusal) }
    return .release(head, held)
  }
}
