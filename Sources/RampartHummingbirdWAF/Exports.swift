// What an application writes down when it uses this module.
@_exported public import enum RampartWAF.FirewallDecision
@_exported public import struct RampartWAF.FirewallMatch
@_exported public import struct RampartWAF.FirewallReport
@_exported public import struct RampartWAF.RuleExclusion
@_exported public import class RampartWAF.WebApplicationFirewall
@_exported public import struct RampartWAF.WebApplicationFirewallOptions
