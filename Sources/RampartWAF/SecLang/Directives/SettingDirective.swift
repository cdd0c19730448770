/// A directive that sets something of the engine, and how its arguments are read.
struct SettingDirective: Sendable {
  typealias Read = @Sendable (inout EngineSettings, SettingArguments) throws(SecLangFault) -> Void

  let name: String
  let read: Read

  init(_ name: String, _ read: @escaping Read) {
    self.name = name
    self.read = read
  }

  static func number(
    _ name: String, _ path: any WritableKeyPath<EngineSettings, Int?> & Sendable, in range: ClosedRange<Int>
  ) -> SettingDirective {
    SettingDirective(name) { settings, arguments throws(SecLangFault) in
      settings[keyPath: path] = try arguments.number(in: range)
    }
  }

  static func flag(
    _ name: String, _ path: any WritableKeyPath<EngineSettings, Bool?> & Sendable
  ) -> SettingDirective {
    SettingDirective(name) { settings, arguments throws(SecLangFault) in
      settings[keyPath: path] = try ControlValue.flag(arguments.only())
    }
  }

  /// `Reject` or `ProcessPartial`.
  static func limitAction(
    _ name: String, _ path: any WritableKeyPath<EngineSettings, Bool?> & Sendable
  ) -> SettingDirective {
    SettingDirective(name) { settings, arguments throws(SecLangFault) in
      let value = try arguments.only()
      switch value.lowercased {
      case "reject": settings[keyPath: path] = true
      case "processpartial": settings[keyPath: path] = false
      default: throw ControlValue.invalid(value, "`Reject` or `ProcessPartial`")
      }
    }
  }
}
