/// What values of a class must be scanned for in a phase, in flat arrays: a row for each `phase * classes + class`.
struct WantedScans: Sendable {
  /// The nodes of row r are at `starts[r]..<starts[r + 1]`.
  private var starts: [Int32] = [0]
  private var nodes: [Int32] = []
  /// For each of `nodes`, the bits that count there.
  private var nodeMasks: [UInt64] = []
  private var maskWords = 0

  mutating func append(_ wishes: [Int: [UInt64]], maskWords: Int) {
    self.maskWords = maskWords
    for (node, bits) in wishes.sorted(by: { $0.key < $1.key }) {
      nodes.append(Int32(node))
      nodeMasks += bits
    }
    starts.append(Int32(nodes.count))
  }

  /// The arrays without their checks, for the loops over all values.
  struct Rows {
    fileprivate let starts: UnsafeBufferPointer<Int32>
    fileprivate let nodeNumbers: UnsafeBufferPointer<Int32>
    fileprivate let nodeMasks: UnsafeBufferPointer<UInt64>
    fileprivate let maskWords: Int

    func nodes(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }
    func node(_ index: Int) -> Int32 { nodeNumbers[index] }
    func nodeMask(_ index: Int) -> UnsafeBufferPointer<UInt64> {
      UnsafeBufferPointer(rebasing: nodeMasks[index * maskWords..<(index + 1) * maskWords])
    }
  }

  func withRows(_ body: (Rows) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      nodes.withUnsafeBufferPointer { nodes in
        nodeMasks.withUnsafeBufferPointer { nodeMasks in
          body(Rows(starts: starts, nodeNumbers: nodes, nodeMasks: nodeMasks, maskWords: maskWords))
        }
      }
    }
  }
}
