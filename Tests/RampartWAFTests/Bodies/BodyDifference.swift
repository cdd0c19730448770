/// Where we mean to differ from ModSecurity 3.0.9, each with its reason. Everything else has to be the same.
enum BodyDifference: String, CaseIterable {
  /// It joins the lines of a value: what was two words is one, and a rule does not see what the application gets.
  case lineEnds = "multipart values keep their line ends"
  /// Later versions take them away, and the Core Rule Set's tests of rule 922110 want that.
  case headerLineEnds = "part header lines lose their line ends"
  /// Later versions refuse them too, and the Core Rule Set's tests of rule 922130 want that.
  case headerCharacters = "a part header's name of other than visible ASCII is an error"
  /// It reads nothing of such a body and reports nothing either.
  case emptyBoundary = "an empty boundary is an error"
  /// It reads on behind the end of the header, so what it finds is accident.
  case unterminatedQuote = "a quote in a Content-Disposition must end"
  /// It reads the declarations of entities in a document and puts them in; we refuse them.
  case documentType = "an internal subset and its entities are refused"
  /// How much text is there before an error depends on how libxml2 cuts its input.
  case partialText = "text and attributes of a malformed document are not compared"
  /// YAJL waits for the end of a string that begins behind the document and then forgets it.
  case trailingString = "a string without an end behind a JSON document is an error"
  /// It does not count a declaration of a prefix for nothing; XML 1.0 makes no such exception.
  case repeatedNamespace = "a prefix that is declared twice in one tag is an error"
  /// libxml2 knows what the C library can convert; what we cannot read we refuse.
  case encoding = "other encodings of XML are refused"
}
