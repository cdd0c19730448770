import Hummingbird

extension Hummingbird.ResponseBody {
  /// The same body, which reaches the ends when it has been written to its last byte or could not be.
  func ending(_ ends: [ExchangeEnd]) -> Hummingbird.ResponseBody {
    Hummingbird.ResponseBody(contentLength: contentLength) { writer in
      defer { for end in ends { end.reach() } }
      try await write(writer)
    }
  }
}
