public import Hummingbird

/// A context that knows who has signed in, for controls that count by user or bind tokens to a session.
///
/// The application's own authentication sets it; a control sees it where its middleware is added behind that one.
public protocol IdentifiedRequestContext: RequestContext {
  /// What identifies the user; nil where nobody has signed in.
  var userIdentifier: String? { get }
}
