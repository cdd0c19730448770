import RampartRedis
import RampartTraffic
import Synchronization

/// A Redis that answers as a test says.
final class FakeRedis: RedisEvaluating {
  struct Call: Sendable {
    var keys: [String]
    var arguments: [String]

    var isAgreement: Bool { keys == ["rampart:hashKey"] }
  }

  struct Down: Error {}

  private let state = Mutex<(calls: [Call], answer: @Sendable (Call) throws -> RESPValue)>(([], { _ in throw Down() }))

  var calls: [Call] { state.withLock { $0.calls } }

  func answer(_ answer: @escaping @Sendable (Call) throws -> RESPValue) {
    state.withLock { $0.answer = answer }
  }

  /// Every decision gets these numbers; every agreement takes what is offered.
  func answer(_ numbers: Int64...) {
    answer { call in
      call.isAgreement
        ? .bulk(Array((call.arguments.first ?? "").utf8)) : .array(numbers.map { RESPValue.integer($0) })
    }
  }

  func goDown() {
    answer { _ in throw Down() }
  }

  func evaluate(_ script: RedisScript, keys: [String], arguments: [String]) async throws -> RESPValue {
    let call = Call(keys: keys, arguments: arguments)
    let answer = state.withLock { state in
      state.calls.append(call)
      return state.answer
    }
    return try answer(call)
  }
}
