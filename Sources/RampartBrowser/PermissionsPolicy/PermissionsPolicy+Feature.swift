public import RampartCore

extension PermissionsPolicy {
  /// A feature of the browser that a policy controls.
  public struct Feature: Sendable, Hashable {
    /// As the header writes it: `picture-in-picture`.
    public let name: String

    private init(known name: String) { self.name = name }

    /// A feature that has no constant here.
    ///
    /// - Throws: where `name` is not small letters, digits and `-`, a letter first.
    public init(_ name: String) throws(InvalidOption) {
      guard StructuredField.isKey(name), !name.utf8.contains(where: { "_.*".utf8.contains($0) }) else {
        throw InvalidOption("header.invalidFeature", "`\(name)` is not the name of a feature")
      }
      self.name = name
    }

    public static let accelerometer = Feature(known: "accelerometer")
    public static let ambientLightSensor = Feature(known: "ambient-light-sensor")
    public static let autoplay = Feature(known: "autoplay")
    public static let bluetooth = Feature(known: "bluetooth")
    public static let browsingTopics = Feature(known: "browsing-topics")
    public static let camera = Feature(known: "camera")
    public static let clipboardRead = Feature(known: "clipboard-read")
    public static let clipboardWrite = Feature(known: "clipboard-write")
    public static let computePressure = Feature(known: "compute-pressure")
    public static let crossOriginIsolated = Feature(known: "cross-origin-isolated")
    public static let displayCapture = Feature(known: "display-capture")
    public static let encryptedMedia = Feature(known: "encrypted-media")
    public static let fullscreen = Feature(known: "fullscreen")
    public static let gamepad = Feature(known: "gamepad")
    public static let geolocation = Feature(known: "geolocation")
    public static let gyroscope = Feature(known: "gyroscope")
    public static let hid = Feature(known: "hid")
    public static let identityCredentialsGet = Feature(known: "identity-credentials-get")
    public static let idleDetection = Feature(known: "idle-detection")
    public static let keyboardMap = Feature(known: "keyboard-map")
    public static let localFonts = Feature(known: "local-fonts")
    public static let localNetworkAccess = Feature(known: "local-network-access")
    public static let magnetometer = Feature(known: "magnetometer")
    public static let microphone = Feature(known: "microphone")
    public static let midi = Feature(known: "midi")
    public static let otpCredentials = Feature(known: "otp-credentials")
    public static let payment = Feature(known: "payment")
    public static let pictureInPicture = Feature(known: "picture-in-picture")
    public static let publickeyCredentialsCreate = Feature(known: "publickey-credentials-create")
    public static let publickeyCredentialsGet = Feature(known: "publickey-credentials-get")
    public static let screenWakeLock = Feature(known: "screen-wake-lock")
    public static let serial = Feature(known: "serial")
    public static let speakerSelection = Feature(known: "speaker-selection")
    public static let storageAccess = Feature(known: "storage-access")
    public static let syncXHR = Feature(known: "sync-xhr")
    public static let unload = Feature(known: "unload")
    public static let usb = Feature(known: "usb")
    public static let webShare = Feature(known: "web-share")
    public static let windowManagement = Feature(known: "window-management")
    public static let xrSpatialTracking = Feature(known: "xr-spatial-tracking")

    static let all: [Feature] = [
      .accelerometer, .ambientLightSensor, .autoplay, .bluetooth, .browsingTopics, .camera, .clipboardRead,
      .clipboardWrite, .computePressure, .crossOriginIsolated, .displayCapture, .encryptedMedia, .fullscreen, .gamepad,
      .geolocation, .gyroscope, .hid, .identityCredentialsGet, .idleDetection, .keyboardMap, .localFonts,
      .localNetworkAccess, .magnetometer, .microphone, .midi, .otpCredentials, .payment, .pictureInPicture,
      .publickeyCredentialsCreate, .publickeyCredentialsGet, .screenWakeLock, .serial, .speakerSelection,
      .storageAccess, .syncXHR, .unload, .usb, .webShare, .windowManagement, .xrSpatialTracking,
    ]

    /// What `PermissionsPolicy()` denies. Only names that current browsers know: the console warns about others.
    static let denied: [Feature] = [
      .accelerometer, .camera, .displayCapture, .geolocation, .gyroscope, .hid, .idleDetection, .localFonts,
      .magnetometer, .microphone, .midi, .payment, .serial, .usb, .xrSpatialTracking,
    ]
  }
}
