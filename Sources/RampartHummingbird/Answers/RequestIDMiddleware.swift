import HTTPTypes
public import Hummingbird
import Logging
import RampartCore

/// Gives each request an id: 32 hexadecimal digits, in `X-Request-ID` of the answer, in the log and in `context.id`.
///
/// A client's own id is replaced, unless a trusted proxy sent it and it has that very form: an id that the client
/// chooses would let it write into the log and make one request look like another (CWE-117, CWE-290).
public struct RequestIDMiddleware<Context: RequestContext>: RouterMiddleware {
  private let deployment: Deployment

  public init(in deployment: Deployment = Deployment()) {
    self.deployment = deployment
  }

  @concurrent public func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let id = trustedID(of: request, context) ?? Self.makeID()
    var context = context
    context.logger[metadataKey: requestIDKey] = .string(id)
    var response = await withLogger(context.logger) { [context] _ in
      await Response.answering(request, context, by: next)
    }
    response.headers[.requestID] = id
    return response
  }

  private func trustedID(of request: Request, _ context: Context) -> String? {
    let values = request.headers[values: .requestID]
    guard let id = values.first, values.count == 1, Self.isID(id), deployment.trusts(IPAddress(peerOf: context)) else {
      return nil
    }
    return id
  }

  /// Exactly 32 hexadecimal digits in lower case, not all zero, as W3C Trace Context asks of a trace's id.
  static func isID(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.contains { $0 != UInt8(ascii: "0") }
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  private static func makeID() -> String {
    let high = UInt64.random(in: .min ... .max)
    let low = UInt64.random(in: 1 ... .max)
    return hexadecimal(high) + hexadecimal(low)
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
