/// What happens to one header of an answer.
///
/// Whichever it is, an answer never carries the header twice because of Rampart.
public enum HeaderTreatment<Header: SecurityHeader>: Sendable, Equatable {
  /// Ours is set; the backend's own is removed.
  case replace(Header)
  /// The backend's own stands, once; where it sends none, ours is set.
  case keepUpstream(or: Header)
  /// The backend's own stands, once, where it protects (`SecurityHeader.protects`); ours is set where it sends none or a
  /// weaker one.
  case keepProtective(or: Header)
  /// Nobody's: the backend's own is removed and none is set.
  case remove
  /// Rampart does not touch it: what the backend sends passes as it is.
  case ignore

  func rule(in context: ResponseContext) -> HeaderRule? {
    guard Header.isAllowed(in: context) else {
      return self == .ignore ? nil : HeaderRule(of: Header.self, nil, .drop)
    }
    switch self {
    case .replace(let header):
      return HeaderRule(of: Header.self, header.value(in: context), .replace)
    case .keepUpstream(let header):
      return HeaderRule(of: Header.self, header.value(in: context), .keep)
    case .keepProtective(let header):
      return HeaderRule(of: Header.self, header.value(in: context), .keepProtective)
    case .remove:
      return HeaderRule(of: Header.self, nil, .drop)
    case .ignore:
      return nil
    }
  }
}
