/// All chains of transformations of a rule set; those that begin alike share their beginning.
struct TransformationTrie: Sendable {
  static let root = 0

  private(set) var parents: [Int] = [-1]
  /// Of a node: what makes it out of its parent. That of the root is never used.
  private(set) var transformations: [Transformation] = [.lowercase]
  /// The place of each node's transformation among all there are.
  private(set) var numbers: [Int] = [0]
  private var children: [[Transformation: Int]] = [[:]]

  var count: Int { parents.count }
  /// Words of a bit set of nodes.
  var words: Int { (count + 63) / 64 }

  mutating func insert(_ chain: [Transformation]) -> Int {
    chain.reduce(Self.root) { insert($1, under: $0) }
  }

  /// The nodes on the way to the end of a chain, the root and the end among them.
  mutating func path(_ chain: [Transformation]) -> [Int] {
    var path = [Self.root]
    for transformation in chain { path.append(insert(transformation, under: path[path.count - 1])) }
    return path
  }

  private mutating func insert(_ transformation: Transformation, under parent: Int) -> Int {
    if let node = children[parent][transformation] { return node }
    let node = count
    children[parent][transformation] = node
    children.append([:])
    parents.append(parent)
    transformations.append(transformation)
    numbers.append(Transformation.allCases.firstIndex(of: transformation) ?? 0)
    return node
  }
}
