extension Directive {
  /// Directives whose subject is another's here, and whose.
  static let ignored: [(String, String)] = {
    let audit = "the gateway's `log.audit` says where matches are logged"
    let debug = "there is no debug log; `rampart waf test` shows what a rule does"
    let files = "nothing is written to disk for a request"
    return [
      ("SecAuditEngine", audit), ("SecAuditLog", audit), ("SecAuditLog2", audit), ("SecAuditLogDirMode", audit),
      ("SecAuditLogFileMode", audit), ("SecAuditLogFormat", audit), ("SecAuditLogParts", audit),
      ("SecAuditLogPrefix", audit), ("SecAuditLogRelevantStatus", audit), ("SecAuditLogStorageDir", audit),
      ("SecAuditLogType", audit), ("SecDebugLog", debug), ("SecDebugLogLevel", debug), ("SecTmpDir", files),
      ("SecDataDir", files), ("SecUploadDir", files), ("SecUploadFileMode", files), ("SecUploadKeepFiles", files),
      ("SecTmpSaveUploadedFiles", files),
      ("SecRequestBodyInMemoryLimit", "bodies are kept in memory up to their limit"),
      ("SecStatusEngine", "nothing is reported to anybody"), ("SecSensorId", "no log of this firewall has it"),
    ]
  }()

  /// Directives of ModSecurity that are not done here, in lower case, and why.
  static let refused: [String: String] = {
    let lookup = "nothing is looked up for a request"
    let version = "ModSecurity 3 does not have it either"
    return [
      "secgeolookupdb": lookup, "sechttpblkey": lookup, "secgsblookupdb": lookup,
      "secremoterules": "rules are files; `rampart waf update` loads a release",
      "secremoterulesfailaction": "rules are files; `rampart waf update` loads a release",
      "secrulescript": "no programs are run for a request", "secguardianlog": "no programs are run for a request",
      "secrulescriptengine": "no programs are run for a request",
      "secparsexmlintoargs": "XML is not made into arguments",
      "secserversignature": "the gateway's `headers` say it",
      "secconnengine": "the gateway's `limits` count connections",
      "secconnreadstatelimit": "the gateway's `limits` count connections",
      "secconnwritestatelimit": "the gateway's `limits` count connections",
      "secchrootdir": version, "seccachetransformations": version, "sechashengine": version, "sechashkey": version,
      "sechashparam": version, "sechashmethodrx": version, "sechashmethodpm": version, "seccontentinjection": version,
      "secruleinheritance": version, "secruleperftime": version, "secstreaminbodyinspection": version,
      "secstreamoutbodyinspection": version, "secdisablebackendcompression": version, "secinterceptonerror": version,
      "secreadstatelimit": version, "secwritestatelimit": version, "seccookiev0separator": version,
    ]
  }()
}
