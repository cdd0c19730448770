/// A deterministic automaton whose states are made when they are first needed, and forgotten when they are too many.
///
/// A text takes one step for each byte, and in the worst case a visit of each of the automaton's states at each.
final class LazyAutomaton {
  /// What ended a search.
  enum Outcome: Equatable {
    case found(Int)
    case notFound
    /// The steps did not suffice.
    case exhausted
  }

  private let automaton: Automaton
  private let symbols: SymbolTable
  /// Whether a match must begin where the search does.
  private let isAnchored: Bool
  @exclusivity(unchecked) private var states: AutomatonStates
  @exclusivity(unchecked) private var closure: AutomatonClosure
  @exclusivity(unchecked) private var found: [Int32] = []
  @exclusivity(unchecked) private var beginnings = AutomatonBeginnings()

  init(_ automaton: Automaton, _ symbols: SymbolTable, isAnchored: Bool) {
    self.automaton = automaton
    self.symbols = symbols
    self.isAnchored = isAnchored
    states = AutomatonStates(symbolCount: symbols.count)
    closure = AutomatonClosure(count: automaton.instructions.count)
  }

  var size: Int { states.size + closure.size + beginnings.size }

  /// Reads `text` between two places, and back where `last` comes before `first`, and finds a place where a match is
  /// complete: the first that comes, or the last one.
  ///
  /// - Parameter steps: how many more states may be visited; counted down.
  func search(
    _ text: UnsafeRawBufferPointer, from first: Int, to last: Int, wantsLast: Bool, steps: inout Int
  ) -> Outcome {
    let reader = SymbolReader(text, symbols)
    let step = automaton.isReversed ? -1 : 1
    // The byte that is taken on the way from a place to the next one.
    let ahead = automaton.isReversed ? -1 : 0
    var outcome = Outcome.notFound
    var place = first
    guard var state = start(symbols.neighbours[reader.symbol(at: first - 1 - ahead)]) else { return .exhausted }
    while true {
      if !isAnchored { glide(text, &place, &state, to: last) }
      let symbol = reader.symbol(at: place + ahead)
      var transition = states.transitions[state + symbol]
      if transition == -1 {
        guard steps > 0, let made = makeTransition(state, symbol, &steps) else { return .exhausted }
        transition = made
      }
      if transition < -1 {
        outcome = .found(place)
        if !wantsLast { return outcome }
        transition = -2 - transition
      }
      if place == last { return outcome }
      state = Int(transition)
      // An empty set stays empty where nothing begins anew; it is state 0 or is found by its having no members.
      if isAnchored, states.members(of: state).isEmpty { return outcome }
      place += step
    }
  }

  /// Goes on over bytes whose transitions are known and end no match; what is more than that stops it.
  // Most bytes lead back to the state itself. Where that is foreseen, the next byte need not wait for the transition.
  private func glide(_ text: UnsafeRawBufferPointer, _ place: inout Int, _ state: inout Int, to last: Int) {
    // A line feed that ends the text is a symbol of its own.
    let end = text.last == 0x0A ? text.count - 1 : text.count
    states.transitions.withUnsafeBufferPointer { transitions in
      symbols.symbols.withUnsafeBufferPointer { symbols in
        if automaton.isReversed {
          let last = max(last, 0)
          while place > last, place <= end {
            let transition = transitions[state &+ Int(symbols[Int(text[place &- 1])])]
            if Int(transition) != state {
              if transition < 0 { return }
              state = Int(transition)
            }
            place &-= 1
          }
        } else {
          let last = min(last, end)
          while place < last, place >= 0 {
            let transition = transitions[state &+ Int(symbols[Int(text[place])])]
            if Int(transition) != state {
              if transition < 0 { return }
              state = Int(transition)
            }
            place &+= 1
          }
        }
      }
    }
  }

  private func start(_ neighbour: Neighbour) -> Int? {
    found.removeAll(keepingCapacity: true)
    if isAnchored { found.append(automaton.entry) }
    return state(neighbour)
  }

  private func state(_ neighbour: Neighbour) -> Int? {
    if let state = states.state(of: found, neighbour) { return state }
    states.removeAll()
    return states.state(of: found, neighbour)
  }

  /// As it stands in the table; it is not kept where the table had to be emptied for it.
  private func makeTransition(_ state: Int, _ symbol: Int, _ steps: inout Int) -> Int32? {
    let before = states.neighbour(of: state)
    let after = symbols.neighbours[symbol]
    let key = AutomatonBeginnings.Key(before: before, symbol: symbol)
    if !isAnchored, beginnings[key] == nil {
      closure.begin()
      closure.add(automaton.entry)
      let accepts = step(key, &steps)
      beginnings.set(key, found, accepts: accepts)
    }
    closure.begin()
    var accepts = false
    if !isAnchored, let beginning = beginnings[key] {
      closure.reach(beginning.states, steps: &steps)
      accepts = beginning.accepts
    }
    for member in states.members(of: state) {
      closure.add(member)
    }
    if step(key, &steps) { accepts = true }
    if let next = states.state(of: found, after) {
      states.setTransition(state, symbol, to: next, accepts: accepts)
      return AutomatonStates.transition(to: next, accepts: accepts)
    }
    return self.state(after).map { AutomatonStates.transition(to: $0, accepts: accepts) }
  }

  private func step(_ key: AutomatonBeginnings.Key, _ steps: inout Int) -> Bool {
    let after = symbols.neighbours[key.symbol]
    return closure.step(
      automaton, over: key.symbol == symbols.edge ? nil : symbols.bytes[key.symbol],
      left: automaton.isReversed ? after : key.before, right: automaton.isReversed ? key.before : after,
      steps: &steps, into: &found)
  }
}
