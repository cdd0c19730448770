/// What values of a class must be scanned for in a phase, in flat arrays: a row for each `phase * classes + class`.
struct WantedScans: Sendable {
  /// The nodes of row r are at `starts[r]..<starts[r + 1]`.
  private var starts: [Int32] = [0]
  private var nodes: [Int32] = []
  /// For each of `nodes`, the bits that count there.
  private var nodeMasks: [UInt64] = []
  /// For each row, the union of its masks.
  private var masks: [UInt64] = []
  /// For each row, its nodes as a bit set.
  private var nodeSets: [UInt64] = []
  private var maskWords = 0
  private var nodeWords = 0

  mutating func append(_ wishes: [Int: [UInt64]], maskWords: Int, nodeWords: Int) {
    self.maskWords = maskWords
    self.nodeWords = nodeWords
    var mask = [UInt64](repeating: 0, count: maskWords)
    var nodeSet = [UInt64](repeating: 0, count: nodeWords)
    for (node, bits) in wishes.sorted(by: { $0.key < $1.key }) {
      nodes.append(Int32(node))
      nodeMasks += bits
      nodeSet[node >> 6] |= 1 << UInt64(node & 63)
      for word in 0..<maskWords { mask[word] |= bits[word] }
    }
    starts.append(Int32(nodes.count))
    masks += mask
    nodeSets += nodeSet
  }

  /// The arrays without their checks, for the loops over all values.
  struct Rows {
    fileprivate let starts: UnsafeBufferPointer<Int32>
    fileprivate let nodeNumbers: UnsafeBufferPointer<Int32>
    fileprivate let nodeMasks: UnsafeBufferPointer<UInt64>
    fileprivate let masks: UnsafeBufferPointer<UInt64>
    fileprivate let nodeSets: UnsafeBufferPointer<UInt64>
    fileprivate let maskWords: Int
    fileprivate let nodeWords: Int

    func nodes(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }
    func node(_ index: Int) -> Int32 { nodeNumbers[index] }
    func nodeMask(_ index: Int) -> UnsafeBufferPointer<UInt64> { part(nodeMasks, index, maskWords) }
    func mask(_ row: Int) -> UnsafeBufferPointer<UInt64> { part(masks, row, maskWords) }
    func nodeSet(_ row: Int) -> UnsafeBufferPointer<UInt64> { part(nodeSets, row, nodeWords) }

    @inline(__always)
    private func part(_ all: UnsafeBufferPointer<UInt64>, _ row: Int, _ words: Int) -> UnsafeBufferPointer<UInt64> {
      UnsafeBufferPointer(rebasing: all[row * words..<(row + 1) * words])
    }
  }

  func withRows(_ body: (Rows) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      nodes.withUnsafeBufferPointer { nodes in
        nodeMasks.withUnsafeBufferPointer { nodeMasks in
          masks.withUnsafeBufferPointer { masks in
            nodeSets.withUnsafeBufferPointer { nodeSets in
              body(
                Rows(
                  starts: starts, nodeNumbers: nodes, nodeMasks: nodeMasks, masks: masks, nodeSets: nodeSets,
                  maskWords: maskWords, nodeWords: nodeWords))
            }
          }
        }
      }
    }
  }
}
