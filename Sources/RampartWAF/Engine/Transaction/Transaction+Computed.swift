#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Transaction {
  /// A variable that is worked out when somebody asks; nil where it has no value.
  func computed(_ variable: Variable, key: Bytes) -> Bytes? {
    switch variable {
    case .argsCombinedSize: number(parts.queryArgumentsSize + parts.body.argumentsSize)
    case .filesCombinedSize: number(parts.body.filesSize)
    case .fullRequestLength: number(table.range(.fullRequest).first.map { table.values[$0].bytes.count } ?? 0)
    case .highestSeverity: number(highestSeverity)
    case .inboundDataError: number(facts.isRequestBodyCut ? 1 : 0)
    case .outboundDataError: number(facts.isResponseBodyCut ? 1 : 0)
    case .requestBodyLength: number(requestBody.count)
    case .responseContentLength: facts.isResponseBodySeen ? number(responseBody.count) : .empty
    case .urlEncodedError: number(parts.hasInvalidEscape ? 1 : 0)
    case .requestBodyError, .requestBodyProcessorError: number(hasBodyError ? 1 : 0)
    case .requestBodyErrorMessage: hasBodyError ? parsedErrorMessage : .empty
    case .requestBodyProcessor: processorName
    case .authType: facts.authorizationType
    case .matchedVar: matched?.value ?? .empty
    case .matchedVarName: matched?.name(store) ?? .empty
    case .remotePort: number(facts.connection.clientPort)
    case .serverPort: number(facts.connection.serverPort)
    case .serverAddress: text(facts.connection.server)
    case .remoteUser: text(facts.connection.user)
    case .uniqueID: text(facts.connection.id)
    case .webAppID: text(plan.settings.webApplicationID ?? "")
    case .statusLine: statusLine
    case .sessionID, .userID: .empty
    case .rule: ruleText(key)
    case .duration, .time, .timeDay, .timeEpoch, .timeHour, .timeMinute, .timeMonth, .timeSecond, .timeWeekday,
      .timeYear:
      time(variable)
    default: multipart(variable)
    }
  }

  private func number(_ number: Int) -> Bytes { store.decimal(number) }

  private func text(_ text: String) -> Bytes {
    var text = text
    return text.withUTF8 { store.copy(Bytes($0)) }
  }

  private var processorName: Bytes {
    (facts.chosenProcessor ?? facts.typedProcessor).map { text($0.rawValue) } ?? .empty
  }

  private var statusLine: Bytes {
    text("\(String(decoding: facts.responseProtocol, as: UTF8.self)) \(facts.responseStatus)")
  }

  private func ruleText(_ key: Bytes) -> Bytes? {
    guard let current = currentRule, !isExpandingRule else { return nil }
    isExpandingRule = true
    defer { isExpandingRule = false }
    let rule = current.description
    switch String(decoding: key, as: UTF8.self).lowercased() {
    case "id": return number(rule.id)
    case "severity": return rule.severity.map { number($0.rawValue) }
    case "rev": return rule.revision.map { text($0) }
    case "msg": return current.message.map { expand($0) }
    case "logdata": return current.logData.map { expand($0) }
    default: return nil
    }
  }

  private var hasBodyError: Bool { parts.body.error != nil }

  /// Only a multipart body has these.
  private func multipart(_ variable: Variable) -> Bytes? {
    let body = parts.body
    guard body.isMultipart else { return .empty }
    if variable == .multipartUnmatchedBoundary {
      // It is decided at the end, which is cut off.
      return number(facts.isRequestBodyCut ? 0 : body.unmatchedBoundary)
    }
    guard let flag = Self.flags[variable] else { return nil }
    return number(body.flags.contains(flag) ? 1 : 0)
  }

  private static let flags: [Variable: MultipartFlags] = [
    .multipartBoundaryQuoted: .boundaryQuoted, .multipartBoundaryWhitespace: .boundaryWhitespace,
    .multipartCRLFLFLines: .crlfLFLines, .multipartDataAfter: .dataAfter, .multipartDataBefore: .dataBefore,
    .multipartFileLimitExceeded: .fileLimitExceeded, .multipartHeaderFolding: .headerFolding,
    .multipartInvalidHeaderFolding: .invalidHeaderFolding, .multipartInvalidPart: .invalidPart,
    .multipartInvalidQuoting: .invalidQuoting, .multipartLFLine: .lfLine,
    .multipartMissingSemicolon: .missingSemicolon, .multipartStrictError: .strictError,
  ]

  private func time(_ variable: Variable) -> Bytes {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let nanoseconds = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    let started = facts.connection.time > 0 ? facts.connection.time : nanoseconds
    if variable == .duration { return number(Int(clamping: (nanoseconds - started) / 1_000_000)) }
    var seconds = time_t(started / 1_000_000_000)
    if variable == .timeEpoch { return number(seconds) }
    var parts = tm()
    localtime_r(&seconds, &parts)
    switch variable {
    case .timeDay: return number(Int(parts.tm_mday))
    case .timeHour: return number(Int(parts.tm_hour))
    case .timeMinute: return number(Int(parts.tm_min))
    case .timeMonth: return number(Int(parts.tm_mon))
    case .timeSecond: return number(Int(parts.tm_sec))
    case .timeWeekday: return number(Int(parts.tm_wday))
    case .timeYear: return number(Int(parts.tm_year) + 1900)
    default:
      let fields = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return text(fields.joined(separator: ":"))
    }
  }
}
