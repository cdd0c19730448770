import HTTPTypes
package import Hummingbird
import Logging
import RampartCore

extension Deployment {
  private static let mostNames = 8

  /// The request without the fields that do not pass, whose names are logged.
  package func readable(_ request: Request, _ context: some RequestContext) -> Request {
    guard request.headers.contains(where: { !passes($0.name) }) else { return request }
    var head = request.head
    head.headerFields = HTTPFields(request.headers.filter { passes($0.name) })
    let dropped = request.headers.lazy.map(\.name).filter { !passes($0) }.prefix(Self.mostNames)
    context.logger.info(
      "request fields were dropped",
      metadata: ["rampart.droppedFields": .array(dropped.map { .string(String($0.rawName.prefix(64))) })])
    return Request(head: head, body: request.body)
  }

  private func passes(_ name: HTTPField.Name) -> Bool {
    var raw = name.rawName
    return raw.withUTF8 { fieldNames.passes(UnsafeRawBufferPointer($0)) }
  }
}
