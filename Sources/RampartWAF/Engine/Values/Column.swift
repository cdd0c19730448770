/// A growing array of plain values for the time of requests: emptied and filled again, never copied.
///
/// A reference to its memory, so that it can be changed through a constant and without the checks of exclusive access
/// that properties of classes have. Whoever makes it destroys it.
struct Column<Element: BitwiseCopyable> {
  private struct Head {
    var elements: UnsafeMutablePointer<Element>
    var count: Int
    var capacity: Int
  }

  private let head: UnsafeMutablePointer<Head>

  init(capacity: Int = 64) {
    head = .allocate(capacity: 1)
    head.initialize(to: Head(elements: .allocate(capacity: capacity), count: 0, capacity: capacity))
  }

  func destroy() {
    head.pointee.elements.deallocate()
    head.deallocate()
  }

  @inline(__always)
  var count: Int { head.pointee.count }

  @inline(__always)
  var indices: Range<Int> { 0..<count }

  @inline(__always)
  subscript(_ index: Int) -> Element {
    get {
      precondition(index >= 0 && index < head.pointee.count)
      return head.pointee.elements[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < head.pointee.count)
      head.pointee.elements[index] = newValue
    }
    nonmutating _modify {
      precondition(index >= 0 && index < head.pointee.count)
      yield &head.pointee.elements[index]
    }
  }

  @inline(__always)
  func append(_ element: Element) {
    if head.pointee.count == head.pointee.capacity { grow(1) }
    head.pointee.elements[head.pointee.count] = element
    head.pointee.count += 1
  }

  func append(_ element: Element, count: Int) {
    if head.pointee.capacity - head.pointee.count < count { grow(count) }
    (head.pointee.elements + head.pointee.count).update(repeating: element, count: count)
    head.pointee.count += count
  }

  func fill(_ element: Element) {
    head.pointee.elements.update(repeating: element, count: head.pointee.count)
  }

  /// Takes the elements of another, which has as many.
  func copy(_ other: Column) {
    precondition(count == other.count)
    head.pointee.elements.update(from: other.head.pointee.elements, count: count)
  }

  /// Forgets the elements, and memory beyond what an ordinary transaction needs.
  func removeAll(keepingAtMost capacity: Int = 1 << 16) {
    head.pointee.count = 0
    guard head.pointee.capacity > capacity else { return }
    head.pointee.elements.deallocate()
    head.pointee.elements = .allocate(capacity: capacity)
    head.pointee.capacity = capacity
  }

  private func grow(_ count: Int) {
    let capacity = max(head.pointee.capacity * 2, head.pointee.count + count)
    let elements = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    elements.update(from: head.pointee.elements, count: head.pointee.count)
    head.pointee.elements.deallocate()
    head.pointee.elements = elements
    head.pointee.capacity = capacity
  }
}

extension Column {
  /// Elements to be changed by others; good until the next one is appended.
  func part(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= head.pointee.count)
    return UnsafeMutableBufferPointer(start: head.pointee.elements + range.lowerBound, count: range.count)
  }

  func withPointer<Result>(_ body: (UnsafePointer<Element>) -> Result) -> Result {
    body(UnsafePointer(head.pointee.elements))
  }
}

// Both are plain values; types that other modules see are not taken for such without being told.
extension ByteClasses: BitwiseCopyable {}
extension Variable: BitwiseCopyable {}
