extension ContentSecurityPolicy {
  /// What a sandboxed page may do all the same.
  ///
  /// Source: HTML, Sandboxing.
  public struct SandboxPermission: Sendable, Hashable {
    let name: String

    public static let downloads = Self(name: "allow-downloads")
    public static let forms = Self(name: "allow-forms")
    public static let modals = Self(name: "allow-modals")
    public static let orientationLock = Self(name: "allow-orientation-lock")
    public static let pointerLock = Self(name: "allow-pointer-lock")
    public static let popups = Self(name: "allow-popups")
    public static let popupsToEscapeSandbox = Self(name: "allow-popups-to-escape-sandbox")
    public static let presentation = Self(name: "allow-presentation")
    public static let sameOrigin = Self(name: "allow-same-origin")
    public static let scripts = Self(name: "allow-scripts")
    public static let storageAccessByUserActivation = Self(name: "allow-storage-access-by-user-activation")
    public static let topNavigation = Self(name: "allow-top-navigation")
    public static let topNavigationByUserActivation = Self(name: "allow-top-navigation-by-user-activation")
    public static let topNavigationToCustomProtocols = Self(name: "allow-top-navigation-to-custom-protocols")

    static let all: [Self] = [
      .downloads, .forms, .modals, .orientationLock, .pointerLock, .popups, .popupsToEscapeSandbox, .presentation,
      .sameOrigin, .scripts, .storageAccessByUserActivation, .topNavigation, .topNavigationByUserActivation,
      .topNavigationToCustomProtocols,
    ]
  }
}
