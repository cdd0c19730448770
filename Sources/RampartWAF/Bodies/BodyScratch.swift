/// Buffers that the parsers of bodies work in, kept from one body to the next.
struct BodyScratch: Sendable {
  var jsonContainers: [JSONContainer] = []
  var jsonPath: [UInt8] = []
  var multipartParts: [MultipartPart] = []
  var multipartHeaders: [MultipartHeader] = []
  var multipartHeaderText: [UInt8] = []
  var multipartLines: [ByteRange] = []
  var xmlElements: [ByteRange] = []
  var xmlText: [UInt8] = []
  var xmlAttributeNames: [XMLAttributeName] = []
  var xmlTranscoded: [UInt8] = []
}
