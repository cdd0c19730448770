import RampartWAF
import Testing

@Suite struct OperatorCatalogTests {
  @Test(arguments: OperatorName.allCases)
  func `Every operator can be compiled`(_ name: OperatorName) throws {
    let argument = name == .validateByteRange || name == .ipMatchFromFile || name == .ipMatch ? "1" : "x"
    var call = OperatorCall(name, MacroText(literal: argument))
    if name == .ipMatch || name == .ipMatchFromFile { call.argument = MacroText(literal: "192.0.2.1") }
    if name == .pm || name == .pmFromFile { call.phrases = ["x"] }
    #expect(try CompiledOperator(call).name == name)
  }
}
