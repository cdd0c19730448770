import RampartBrowser
import RampartConfiguration
import RampartTraffic

/// The controls that may concern the requests of one route. What its patterns decide alone is decided here, once, and
/// not for each request.
struct RouteControls: Sendable {
  /// In the order in which they are asked.
  let controls: [ScopedControl]
  /// What they change on every answer.
  let answer: AnswerEdits
  private let cookies: [(scope: RouteScope, policy: CookiePolicy)]
  private let firewalls: [RouteFirewall]

  init(_ set: ControlSet, of route: RouteOptions) {
    let scope = RouteScope(route)
    let shedding = set.memory.shedding[route.upstream.value]?.with(priority: route.priority)
    controls =
      set.controls.compactMap { $0.within(scope) } + (shedding.map { [ScopedControl($0, scope: .everything)] } ?? [])
    answer = AnswerEdits(of: controls)
    cookies = set.cookies.compactMap { entry in entry.scope.within(scope).map { ($0, entry.policy) } }
    firewalls = set.firewalls.compactMap { $0.within(scope) }
  }

  /// For requests that no route serves: what limits them, and what lets pages of other origins read the answer.
  init(withoutRoute set: ControlSet) {
    controls = set.controls.filter(\.isWithoutRoute)
    answer = AnswerEdits(of: controls)
    cookies = []
    firewalls = []
  }

  /// Who hardens the backend's cookies.
  func cookiePolicies(for head: RequestHead) -> [CookiePolicy] {
    cookies.filter { $0.scope.mayMatch(head) }.map(\.policy)
  }

  /// Who looks for attacks; nil where nobody does.
  func firewall(for head: RequestHead) -> RouteFirewall? {
    firewalls.strictest(for: head)
  }
}
