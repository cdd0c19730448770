/// Where a value comes from, for those that stay what they are until the phase ends: what they contain can be looked for
/// before the rules run.
enum ValueKind: UInt8, Sendable, CaseIterable {
  // Members of collections, each with a key.
  case queryArgument, formArgument, jsonArgument
  case queryArgumentName, formArgumentName, jsonArgumentName
  case cookie, cookieName
  case requestHeader, requestHeaderName
  case responseHeader, responseHeaderName
  case fileName, fileField, fileSize, fileContent
  case partHeader, partName, partFileName
  case xmlText, xmlAttribute
  // Single values: there is always one, if only an empty one.
  case method, requestLine, uri, rawURI, fileNameOfURI, baseName, query, pathInfo, requestProtocol
  case remoteAddress, serverName
  case requestBody, fullRequest
  case responseBody, responseStatus, responseProtocol, responseContentType

  var isSingle: Bool { rawValue >= ValueKind.method.rawValue }

  /// The kind that the names of members are.
  var names: ValueKind? {
    switch self {
    case .queryArgument: .queryArgumentName
    case .formArgument: .formArgumentName
    case .jsonArgument: .jsonArgumentName
    case .cookie: .cookieName
    case .requestHeader: .requestHeaderName
    case .responseHeader: .responseHeaderName
    default: nil
    }
  }

  var isOfResponse: Bool {
    switch self {
    case .responseHeader, .responseHeaderName, .responseBody, .responseStatus, .responseProtocol, .responseContentType:
      true
    default: false
    }
  }

  /// The kinds that make up a variable; empty for one that is worked out when a rule asks.
  static func kinds(of variable: Variable, path: String?) -> [ValueKind] {
    switch variable {
    case .args: [.queryArgument, .formArgument, .jsonArgument]
    case .argsNames: [.queryArgumentName, .formArgumentName, .jsonArgumentName]
    case .argsGet: [.queryArgument]
    case .argsGetNames: [.queryArgumentName]
    case .argsPost: [.formArgument]
    case .argsPostNames: [.formArgumentName]
    case .requestCookies: [.cookie]
    case .requestCookiesNames: [.cookieName]
    case .requestHeaders: [.requestHeader]
    case .requestHeadersNames: [.requestHeaderName]
    case .responseHeaders: [.responseHeader]
    case .responseHeadersNames: [.responseHeaderName]
    case .files: [.fileName]
    case .filesNames: [.fileField]
    case .filesSizes: [.fileSize]
    case .filesTemporaryContent: [.fileContent]
    case .multipartPartHeaders: [.partHeader]
    case .multipartName: [.partName]
    case .multipartFilename: [.partFileName]
    case .xml: path == "//@*" ? [.xmlAttribute] : path == "/*" ? [.xmlText] : [.xmlText, .xmlAttribute]
    default: single(of: variable).map { [$0] } ?? []
    }
  }

  private static func single(of variable: Variable) -> ValueKind? {
    switch variable {
    case .requestMethod: .method
    case .requestLine: .requestLine
    case .requestURI: .uri
    case .requestURIRaw: .rawURI
    case .requestFilename: .fileNameOfURI
    case .requestBasename: .baseName
    case .queryString: .query
    case .pathInfo: .pathInfo
    case .requestProtocol: .requestProtocol
    case .remoteAddress, .remoteHost: .remoteAddress
    case .serverName: .serverName
    case .requestBody: .requestBody
    case .fullRequest: .fullRequest
    case .responseBody: .responseBody
    case .responseStatus: .responseStatus
    case .responseProtocol: .responseProtocol
    case .responseContentType: .responseContentType
    default: nil
    }
  }
}
