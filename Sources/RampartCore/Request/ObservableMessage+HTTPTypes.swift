package import HTTPTypes

/// A request of swift-http-types, as an observer sees it.
package struct ObservableHTTPRequest: ObservableRequest {
  private let head: HTTPRequest
  private let version: String

  /// - Parameter version: such as `HTTP/1.1`.
  package init(_ head: HTTPRequest, version: String) {
    self.head = head
    self.version = version
  }

  /// `CONNECT` has a host in place of a path.
  private var target: String { head.path ?? head.authority ?? "" }

  package func withRequestLine(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    var (method, target, version) = (head.method.rawValue, target, version)
    method.withUTF8 { method in
      target.withUTF8 { target in
        version.withUTF8 {
          body(UnsafeRawBufferPointer(method), UnsafeRawBufferPointer(target), UnsafeRawBufferPointer($0))
        }
      }
    }
  }

  package func forEachField(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    head.headerFields.forEachAsBytes(body)
    // swift-http-types keeps the host apart from the fields.
    guard var authority = head.authority, !authority.isEmpty,
      !head.headerFields.contains(where: { $0.name.canonicalName == "host" })
    else { return }
    let name: StaticString = "Host"
    name.withUTF8Buffer { name in
      authority.withUTF8 { body(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
    }
  }
}

extension HTTPResponse: ObservableResponse {
  package var statusCode: Int { status.code }
  package var contentType: String? { headerFields[.contentType] }
  package var contentEncoding: String? { headerFields[.contentEncoding] }

  package func forEachField(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    headerFields.forEachAsBytes(body)
  }
}

extension HTTPFields {
  fileprivate func forEachAsBytes(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    for field in self {
      var name = field.name.rawName
      name.withUTF8 { name in
        field.withUnsafeBytesOfValue { body(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer($0)) }
      }
    }
  }
}
