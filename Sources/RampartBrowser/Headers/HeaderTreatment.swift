/// What happens to one header of an answer.
///
/// Whichever it is, an answer never carries the header twice because of Rampart.
public enum HeaderTreatment<Header: SecurityHeader>: Sendable, Equatable {
  /// Ours is set; the backend's own is removed.
  case replace(Header)
  /// The backend's own stands, once; where it sends none, ours is set.
  case keepUpstream(or: Header)
  /// Nobody's: the backend's own is removed and none is set.
  case remove
  /// Rampart does not touch it: what the backend sends passes as it is.
  case ignore

  func rule(in context: ResponseContext) -> HeaderRule? {
    switch self {
    case .replace(let header):
      HeaderRule(Header.name, header.value(in: context), .replace, isList: Header.isList)
    case .keepUpstream(let header):
      HeaderRule(Header.name, header.value(in: context), .keep, isList: Header.isList)
    case .remove:
      HeaderRule(Header.name, nil, .drop, isList: Header.isList)
    case .ignore:
      nil
    }
  }
}
