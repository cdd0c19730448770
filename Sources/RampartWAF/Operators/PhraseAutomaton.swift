/// Finds the first of many phrases in one pass (Aho and Corasick, 1975).
///
/// It runs only on values of which the common scan says that a phrase is there, so it is made small rather than fast.
/// ModSecurity's own loses some phrases that begin inside another; this one does not.
struct PhraseAutomaton: Sendable {
  /// The edges of a state are `edges[firstEdge[state]..<firstEdge[state + 1]]`, in ascending order of their bytes.
  private let firstEdge: [Int32]
  private let edgeBytes: [UInt8]
  private let edgeTargets: [Int32]
  private let failures: [Int32]
  /// The longest phrase that ends in the state, or -1.
  private let ends: [Int32]
  private let rootEdges: [Int32]

  init(_ phrases: [[UInt8]]) {
    let trie = PhraseTrie(phrases)
    firstEdge = trie.firstEdge
    edgeBytes = trie.edgeBytes
    edgeTargets = trie.edgeTargets
    let links = Self.links(trie)
    failures = links.failures
    ends = links.ends
    rootEdges = links.rootEdges
  }

  func first(in text: UnsafeRawBufferPointer) -> (phrase: Int, end: Int)? {
    var state: Int32 = 0
    for (index, byte) in text.enumerated() {
      state = next(state, PhraseTrie.folded(byte))
      let phrase = ends[Int(state)]
      if phrase >= 0 { return (Int(phrase), index + 1) }
    }
    return nil
  }

  private func next(_ start: Int32, _ byte: UInt8) -> Int32 {
    var state = start
    while state != 0 {
      if let target = Self.edge(state, byte, firstEdge, edgeBytes, edgeTargets) { return target }
      state = failures[Int(state)]
    }
    return rootEdges[Int(byte)]
  }

  private static func edge(
    _ state: Int32, _ byte: UInt8, _ firstEdge: [Int32], _ bytes: [UInt8], _ targets: [Int32]
  ) -> Int32? {
    var low = Int(firstEdge[Int(state)])
    var high = Int(firstEdge[Int(state) + 1])
    while low < high {
      let middle = (low + high) / 2
      if bytes[middle] == byte { return targets[middle] }
      if bytes[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  // States are numbered level by level, so that a link always leads to a lower number.
  private static func links(_ trie: PhraseTrie) -> (failures: [Int32], ends: [Int32], rootEdges: [Int32]) {
    var failures = Array(repeating: Int32(0), count: trie.ends.count)
    var ends = trie.ends
    var rootEdges = Array(repeating: Int32(0), count: 256)
    for edge in Int(trie.firstEdge[0])..<Int(trie.firstEdge[1]) {
      rootEdges[Int(trie.edgeBytes[edge])] = trie.edgeTargets[edge]
    }
    for state in trie.ends.indices.dropFirst() {
      for edge in Int(trie.firstEdge[state])..<Int(trie.firstEdge[state + 1]) {
        let byte = trie.edgeBytes[edge]
        let child = Int(trie.edgeTargets[edge])
        var link = failures[state]
        var target: Int32?
        while target == nil, link != 0 {
          target = Self.edge(link, byte, trie.firstEdge, trie.edgeBytes, trie.edgeTargets)
          link = failures[Int(link)]
        }
        failures[child] = target ?? rootEdges[Int(byte)]
        if ends[child] < 0 { ends[child] = ends[Int(failures[child])] }
      }
    }
    return (failures, ends, rootEdges)
  }
}
