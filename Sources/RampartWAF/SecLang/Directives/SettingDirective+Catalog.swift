extension SettingDirective {
  /// Every directive that sets something of the engine: one line each.
  static let catalog: [SettingDirective] = [
    SettingDirective("SecRuleEngine") { settings, arguments throws(SecLangFault) in
      settings.engine = try ControlValue.engine(arguments.only())
    },
    .flag("SecRequestBodyAccess", \.requestBodyAccess),
    .flag("SecResponseBodyAccess", \.responseBodyAccess),
    .number("SecRequestBodyLimit", \.requestBodyLimit, in: 1...largest),
    .number("SecRequestBodyNoFilesLimit", \.requestBodyNoFilesLimit, in: 1...largest),
    .number("SecResponseBodyLimit", \.responseBodyLimit, in: 1...largest),
    .limitAction("SecRequestBodyLimitAction", \.rejectsOverRequestBodyLimit),
    .limitAction("SecResponseBodyLimitAction", \.rejectsOverResponseBodyLimit),
    .number("SecRequestBodyJsonDepthLimit", \.requestBodyJSONDepthLimit, in: 1...1_000_000),
    .number("SecArgumentsLimit", \.argumentsLimit, in: 1...1_000_000),
    .number("SecUploadFileLimit", \.uploadFileLimit, in: 1...1_000_000),
    .number("SecCollectionTimeout", \.collectionTimeout, in: 1...largest),
    .number("SecPcreMatchLimit", \.patternMatchLimit, in: 1...largest),
    .number("SecPcreMatchLimitRecursion", \.patternRecursionLimit, in: 1...largest),
    SettingDirective("SecArgumentSeparator") { settings, arguments throws(SecLangFault) in
      let value = try arguments.only()
      guard value.count == 1 else { throw ControlValue.invalid(value, "one character") }
      settings.argumentSeparator = value.first
    },
    SettingDirective("SecResponseBodyMimeType") { settings, arguments throws(SecLangFault) in
      guard !arguments.values.isEmpty else {
        throw SecLangFault("wrongArguments", "`SecResponseBodyMimeType` takes one type or more")
      }
      for type in arguments.values {
        settings.responseBodyTypes = (settings.responseBodyTypes ?? []) + [try type.string()]
      }
    },
    SettingDirective("SecResponseBodyMimeTypesClear") { settings, arguments throws(SecLangFault) in
      guard arguments.values.isEmpty else {
        throw SecLangFault("wrongArguments", "`SecResponseBodyMimeTypesClear` takes no argument")
      }
      settings.responseBodyTypes = []
    },
    SettingDirective("SecComponentSignature") { settings, arguments throws(SecLangFault) in
      settings.componentSignatures.append(try arguments.only().string())
    },
    SettingDirective("SecWebAppId") { settings, arguments throws(SecLangFault) in
      settings.webApplicationID = try arguments.only().string()
    },
    SettingDirective("SecUnicodeMapFile") { settings, arguments throws(SecLangFault) in
      guard arguments.values.count == 2, let path = arguments.values.first, let page = arguments.values[1].number else {
        throw SecLangFault("wrongArguments", "`SecUnicodeMapFile` takes a file and the number of a code page")
      }
      settings.unicodeMapFile = FilePath.resolve(try path.string(), from: arguments.file)
      settings.unicodeCodePage = page
    },
    SettingDirective("SecCookieFormat") { _, arguments throws(SecLangFault) in
      guard try arguments.only().number == 0 else {
        throw SecLangFault("unsupportedValue", "cookies of version 1 are not supported", hint: "no browser sends them")
      }
    },
    SettingDirective("SecXmlExternalEntity") { _, arguments throws(SecLangFault) in
      guard try !ControlValue.flag(arguments.only()) else {
        throw SecLangFault("unsupportedValue", "external entities of XML are never loaded", hint: "write `Off`")
      }
    },
  ]

  private static let largest = 1 << 40
}
