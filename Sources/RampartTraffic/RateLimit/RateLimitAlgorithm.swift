/// How a limit counts.
public struct RateLimitAlgorithm: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case gcra
    case fixedWindow
    case slidingWindow
  }

  package let kind: Kind

  /// The generic cell rate algorithm, which is a token bucket without a timer: up to `burst` requests at once, and the
  /// rate after that. Never more than the burst and the rate together in any span of time.
  ///
  /// Source: ITU-T I.371, annex A.
  public static let gcra = RateLimitAlgorithm(kind: .gcra)

  /// A count that begins anew with each period. Simple to explain; twice the rate can pass around the edge of two
  /// windows. The windows are those of the clock, the same for every key.
  public static let fixedWindow = RateLimitAlgorithm(kind: .fixedWindow)

  /// A fixed window that also counts the one before, by the share of it that the last period still covers.
  public static let slidingWindow = RateLimitAlgorithm(kind: .slidingWindow)
}

extension RateLimitAlgorithm: CustomStringConvertible {
  /// As a configuration writes it.
  public var description: String {
    switch kind {
    case .gcra: "gcra"
    case .fixedWindow: "fixedWindow"
    case .slidingWindow: "slidingWindow"
    }
  }
}
