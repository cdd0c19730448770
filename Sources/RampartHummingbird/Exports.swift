// What an application writes down when it uses this module. One by one: with the whole of RampartCore its
// `RequestBody` would stand in the way of Hummingbird's.
@_exported public import struct RampartCore.AddressBlock
@_exported public import struct RampartCore.Denial
@_exported public import struct RampartCore.FieldNamePolicy
@_exported public import struct RampartCore.IPAddress
@_exported public import struct RampartCore.Redacted
