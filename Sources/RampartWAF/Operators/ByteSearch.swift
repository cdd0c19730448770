import CInjection

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Searches in bytes; the time is linear in both lengths.
enum ByteSearch {
  static func first(
    _ needle: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer, from start: Int = 0
  ) -> Int? {
    guard start >= 0, start <= text.count, needle.count <= text.count - start else { return nil }
    guard let needleStart = needle.baseAddress, needle.count > 0, let textStart = text.baseAddress else { return start }
    guard let found = memmem(textStart + start, text.count - start, needleStart, needle.count) else { return nil }
    return UnsafeRawPointer(found) - textStart
  }

  static func isEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
    return memcmp(leftStart, rightStart, left.count) == 0
  }
}
