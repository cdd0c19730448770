import RampartWAF
import Testing

@Suite struct SettingDirectiveTests {
  @Test func `What the engine needs is kept`() throws {
    let settings = try RuleText.set(
      """
      SecRuleEngine DetectionOnly
      SecRequestBodyAccess On
      SecResponseBodyAccess off
      SecRequestBodyLimit 13107200
      SecRequestBodyNoFilesLimit 131072
      SecRequestBodyLimitAction Reject
      SecResponseBodyLimit 524288
      SecResponseBodyLimitAction ProcessPartial
      SecRequestBodyJsonDepthLimit 512
      SecArgumentsLimit 1000
      SecUploadFileLimit 10
      SecResponseBodyMimeType text/plain text/html
      SecResponseBodyMimeType text/xml
      SecArgumentSeparator &
      SecCollectionTimeout 600
      SecPcreMatchLimit 1000
      SecPcreMatchLimitRecursion 2000
      SecUnicodeMapFile unicode.mapping 20127
      SecComponentSignature "one"
      SecComponentSignature "two"
      SecWebAppId shop
      SecCookieFormat 0
      SecXmlExternalEntity Off
      """
    ).settings
    #expect(settings.engine == .detectionOnly)
    #expect(settings.requestBodyAccess == true)
    #expect(settings.responseBodyAccess == false)
    #expect(settings.requestBodyLimit == 13_107_200)
    #expect(settings.requestBodyNoFilesLimit == 131_072)
    #expect(settings.rejectsOverRequestBodyLimit == true)
    #expect(settings.responseBodyLimit == 524_288)
    #expect(settings.rejectsOverResponseBodyLimit == false)
    #expect(settings.requestBodyJSONDepthLimit == 512)
    #expect(settings.argumentsLimit == 1000)
    #expect(settings.uploadFileLimit == 10)
    #expect(settings.responseBodyTypes == ["text/plain", "text/html", "text/xml"])
    #expect(settings.argumentSeparator == UInt8(ascii: "&"))
    #expect(settings.collectionTimeout == 600)
    #expect(settings.patternMatchLimit == 1000)
    #expect(settings.patternRecursionLimit == 2000)
    #expect(settings.unicodeMapFile == "unicode.mapping")
    #expect(settings.unicodeCodePage == 20127)
    #expect(settings.componentSignatures == ["one", "two"])
    #expect(settings.webApplicationID == "shop")
  }

  @Test func `What no file says is left to whoever runs the engine`() throws {
    #expect(try RuleText.set("SecAction id:1").settings == EngineSettings())
    #expect(
      try RuleText.set("SecResponseBodyMimeType a\nSecResponseBodyMimeTypesClear").settings.responseBodyTypes == [])
  }

  @Test(arguments: [
    "SecAuditEngine RelevantOnly", "SecAuditLog /var/log/a", "SecAuditLogParts ABIJDEFHZ", "SecAuditLogType Serial",
    "SecAuditLogRelevantStatus \"^(?:5|4(?!04))\"", "SecAuditLogStorageDir /a", "SecDebugLog /a", "SecDebugLogLevel 3",
    "SecTmpDir /tmp/", "SecDataDir /tmp/", "SecUploadDir /tmp/", "SecUploadKeepFiles Off", "SecUploadFileMode 0600",
    "SecStatusEngine On", "SecRequestBodyInMemoryLimit 131072", "SecTmpSaveUploadedFiles Off",
  ])
  func `What is set elsewhere is accepted and listed`(_ text: String) throws {
    let set = try RuleText.set("\n" + text)
    let notice = try #require(set.notices.first)
    #expect(set.notices.count == 1)
    #expect(set.settings == EngineSettings())
    #expect(notice.kind == .setting)
    #expect(text.hasPrefix(notice.subject + " "))
    #expect(notice.position.description == "test.conf:2")
    #expect(!notice.reason.isEmpty)
  }

  @Test func `Markers stand between the rules`() throws {
    let set = try RuleText.set("SecAction id:1\nSecMarker \"END-A\"\nSecMarker 10\nSecAction id:2")
    let shown = set.entries.map { entry in
      switch entry {
      case .rule(let rule): "\(rule.id)"
      case .marker(let name): name
      }
    }
    #expect(shown == ["1", "END-A", "10", "2"])
  }
}
