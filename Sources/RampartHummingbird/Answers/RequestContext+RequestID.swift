package import Hummingbird
import Logging

extension RequestContext {
  /// The request's id, where the logger has one: Hummingbird's own, or that of `RequestIDMiddleware`.
  ///
  /// `RequestContext.id` ends the process where the logger of a context made by hand has none.
  package var requestID: String {
    logger[metadataKey: requestIDKey].map { "\($0)" } ?? ""
  }
}

/// Where Hummingbird itself keeps the id, so that `context.id` and every log line have it.
let requestIDKey = "hb.request.id"
