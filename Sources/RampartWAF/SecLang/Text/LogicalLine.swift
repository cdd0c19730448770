/// One line, or several that backslashes at their ends make one.
struct LogicalLine {
  /// Of the first physical line, from 1.
  var number: Int
  var text: SecLangText
  /// What is wrong with how the lines hang together.
  var fault: SecLangFault?
}
