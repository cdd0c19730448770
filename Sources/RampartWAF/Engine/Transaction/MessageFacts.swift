/// What a transaction knows about its request and response apart from values that rules scan.
struct MessageFacts {
  var connection = ConnectionFacts()
  var method = Bytes.empty
  var target = Bytes.empty
  var protocolText = Bytes.empty
  var line = Bytes.empty
  var contentType = Bytes.empty
  var authorizationType = Bytes.empty
  var host = Bytes.empty
  /// Which parser the `Content-Type` asks for.
  var typedProcessor: BodyProcessor?
  /// Which one a rule has chosen.
  var chosenProcessor: BodyProcessor?
  var requestBodyAccess: Bool?
  /// `REQUEST_BODY` has a value whatever the body is.
  var forcesRequestBody = false
  var isRequestBodyCut = false
  /// The rules of phase 2 have run.
  var isRequestComplete = false
  var isRequestBodyParsed = false
  var responseStatus = 0
  var responseProtocol = Bytes.empty
  var responseContentType = Bytes.empty
  var responseBodyAccess: Bool?
  var isResponseBodyCut = false
  var isResponseBodySeen = false
}
