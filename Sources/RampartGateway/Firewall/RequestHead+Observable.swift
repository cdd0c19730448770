import NIOCore
import RampartCore

extension RequestHead: ObservableRequest {
  func withRequestLine(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
  ) {
    fields.with(method) { method in
      fields.with(target) { target in version.text.withUTF8Buffer { body(method, target, UnsafeRawBufferPointer($0)) } }
    }
  }

  func forEachField(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    fields.forEachAsBytes(body)
    // `Host`, whatever HTTP/2 calls it.
    guard fields.first(.host) == nil, !authority.isEmpty else { return }
    let name: StaticString = "Host"
    name.withUTF8Buffer { name in fields.with(authority) { body(UnsafeRawBufferPointer(name), $0) } }
  }
}

extension ResponseHead: ObservableResponse {
  var statusCode: Int { status }
  var contentType: String? { fields.list(.contentType) }
  var contentEncoding: String? { fields.list(.contentEncoding) }

  func forEachField(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    fields.forEachAsBytes(body)
  }
}

extension FieldBlock {
  fileprivate func forEachAsBytes(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void) {
    for line in lines { with(line.name) { name in with(line.value) { body(name, $0) } } }
  }
}

extension RequestHead.Version {
  var text: StaticString {
    switch self {
    case .http10: "HTTP/1.0"
    case .http11: "HTTP/1.1"
    case .http2: "HTTP/2.0"
    }
  }
}
