#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Text and open files in one message over a Unix socket (unix(7), SCM_RIGHTS).
enum DescriptorMessage {
  /// The system takes 253 in one message; a gateway has few listeners.
  static let maximumDescriptors = 64
  static let maximumText = 16 << 10

  private static let alignment = MemoryLayout<Int>.alignment
  private static let header = align(MemoryLayout<cmsghdr>.size)

  private static func align(_ size: Int) -> Int { (size + alignment - 1) / alignment * alignment }

  /// - Returns: whether all of it was sent.
  static func send(_ text: [UInt8], _ descriptors: [CInt], over socket: CInt) -> Bool {
    guard !text.isEmpty, text.count <= maximumText, descriptors.count <= maximumDescriptors else { return false }
    let length = header + descriptors.count * MemoryLayout<CInt>.size
    var control = [UInt8](repeating: 0, count: descriptors.isEmpty ? 0 : align(length))
    if !descriptors.isEmpty {
      var head = cmsghdr()
      head.cmsg_len = .init(length)
      head.cmsg_level = SOL_SOCKET
      head.cmsg_type = CInt(SCM_RIGHTS)
      control.withUnsafeMutableBytes { bytes in
        bytes.storeBytes(of: head, as: cmsghdr.self)
        for (index, descriptor) in descriptors.enumerated() {
          bytes.storeBytes(of: descriptor, toByteOffset: header + index * MemoryLayout<CInt>.size, as: CInt.self)
        }
      }
    }
    var text = text
    let count = text.count
    return withMessage(&text, &control) { sendmsg(socket, &$0, CInt(MSG_NOSIGNAL)) } == count
  }

  /// Waits for one message.
  ///
  /// - Returns: nil at the end of the connection, after an error, and for a message that was cut. The caller closes the
  ///   descriptors.
  static func receive(from socket: CInt) -> (text: [UInt8], descriptors: [CInt])? {
    var text = [UInt8](repeating: 0, count: maximumText)
    var control = [UInt8](repeating: 0, count: align(header + maximumDescriptors * MemoryLayout<CInt>.size))
    var used = 0
    var wasCut = false
    let count = withMessage(&text, &control) { message in
      let count = recvmsg(socket, &message, CInt(MSG_CMSG_CLOEXEC))
      used = count < 0 ? 0 : Int(message.msg_controllen)
      wasCut = message.msg_flags & CInt(MSG_CTRUNC | MSG_TRUNC) != 0
      return count
    }
    let descriptors = extract(from: control[..<used])
    guard count > 0, !wasCut else {
      for descriptor in descriptors { close(descriptor) }
      return nil
    }
    return (Array(text[..<count]), descriptors)
  }

  private static func extract(from control: ArraySlice<UInt8>) -> [CInt] {
    control.withUnsafeBytes { bytes in
      guard bytes.count >= header else { return [] }
      let head = bytes.loadUnaligned(as: cmsghdr.self)
      guard head.cmsg_level == SOL_SOCKET, head.cmsg_type == CInt(SCM_RIGHTS) else { return [] }
      let length = min(Int(head.cmsg_len), bytes.count)
      return stride(from: header, through: length - MemoryLayout<CInt>.size, by: MemoryLayout<CInt>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: CInt.self)
      }
    }
  }

  private static func withMessage(
    _ text: inout [UInt8],
    _ control: inout [UInt8],
    _ body: (inout msghdr) -> Int
  ) -> Int {
    text.withUnsafeMutableBytes { textBytes in
      control.withUnsafeMutableBytes { controlBytes in
        var part = iovec(iov_base: textBytes.baseAddress, iov_len: textBytes.count)
        return withUnsafeMutablePointer(to: &part) { part in
          var message = msghdr()
          message.msg_iov = part
          message.msg_iovlen = 1
          message.msg_control = controlBytes.isEmpty ? nil : controlBytes.baseAddress
          message.msg_controllen = .init(controlBytes.count)
          return body(&message)
        }
      }
    }
  }
}
