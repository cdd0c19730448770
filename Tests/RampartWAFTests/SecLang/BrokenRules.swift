/// Texts that are no rules, each with what is said of it; the place is that of the first line where none is given.
enum BrokenRules {
  struct Case: Sendable, CustomStringConvertible {
    let text: String
    let problems: [String]

    var description: String { text }

    init(_ text: String, _ problem: String, line: Int = 1) {
      self.text = text
      problems = ["test.conf:\(line): \(problem)"]
    }
  }

  static let files = [
    "words.data": "a", "loop.conf": "Include loop.conf", "chain.conf": "SecRule ARGS a \"id:1,chain\"",
  ]

  static var all: [Case] {
    lines + directives + targets + operators + actions + assignments + controls + chains + exceptions
  }

  private static let lines = [
    Case("SecRule ARGS \"a id:1", "the argument `\"a id:1` has no closing quote"),
    Case("SecRule ARGS 'a id:1", "the argument `'a id:1` has no closing quote"),
    Case(
      "SecRule ARGS \"a\"b id:1",
      "`b id:1` follows a closing quote directly (put a backslash before a quote that belongs to the argument)"),
    Case("SecAction \\  \n  id:1", "blanks follow the backslash that ends a line (remove them)"),
    Case("SecAction id:1\u{0}", "the file has a NUL in it"),
    Case(
      "SecRule ARGS a id:1 id:2",
      "`SecRule` takes variables, an operator and actions, and here are 4 arguments (what has blanks in it needs quotes)"
    ),
    Case(
      "SecRule ARGS",
      "`SecRule` takes variables, an operator and actions, and here are 1 arguments (what has blanks in it needs quotes)"
    ),
    Case("SecAction", "`SecAction` takes one list of actions"),
    Case("SecAction id:1 pass", "`SecAction` takes one list of actions"),
    Case("# one\n\nSecRul ARGS a id:1", "unknown directive `SecRul` (did you mean `SecRule`?)", line: 3),
  ]

  private static let directives = [
    Case("SecFooBar On", "unknown directive `SecFooBar`"),
    Case("<IfModule mod_security2.c>", "`<IfModule` is a section of Apache's (leave it out)"),
    Case("SecRuleEngin On", "unknown directive `SecRuleEngin` (did you mean `SecRuleEngine`?)"),
    Case("SecRuleScript a.lua", "the directive `SecRuleScript` is not supported (no programs are run for a request)"),
    Case("SecGeoLookupDb a", "the directive `SecGeoLookupDb` is not supported (nothing is looked up for a request)"),
    Case("SecRuleEngine Maybe", "`Maybe` is not `On`, `Off` or `DetectionOnly`"),
    Case("SecRuleEngine", "`SecRuleEngine` takes one argument"),
    Case("SecRequestBodyAccess 1", "`1` is not `On` or `Off`"),
    Case("SecRequestBodyLimit 1 2", "`SecRequestBodyLimit` takes one argument"),
    Case("SecRequestBodyLimit 0", "`0` is not a number from 1 to 1099511627776"),
    Case("SecRequestBodyLimit 99999999999999999999", "`99999999999999999999` is not a number from 1 to 1099511627776"),
    Case("SecRequestBodyLimitAction Drop", "`Drop` is not `Reject` or `ProcessPartial`"),
    Case("SecArgumentSeparator &&", "`&&` is not one character"),
    Case("SecUnicodeMapFile a", "`SecUnicodeMapFile` takes a file and the number of a code page"),
    Case("SecCookieFormat 1", "cookies of version 1 are not supported (no browser sends them)"),
    Case("SecXmlExternalEntity On", "external entities of XML are never loaded (write `Off`)"),
    Case("SecMarker", "`SecMarker` takes one argument"),
    Case("Include", "`Include` takes one path"),
    Case("Include nowhere.conf", "`nowhere.conf` cannot be read: there is no such file"),
    Case("Include none/*.conf", "no file matches `none/*.conf` (`IncludeOptional` takes that)"),
    Case("SecDefaultAction pass", "`SecDefaultAction` names no phase (such as `phase:2,log,pass`)"),
    Case(
      "SecDefaultAction phase:1,log",
      "`SecDefaultAction` does not say what `block` means (add `deny`, `drop` or `pass`)"),
    Case(
      "SecDefaultAction phase:1,block",
      "`SecDefaultAction` does not say what `block` means (add `deny`, `drop` or `pass`)"),
    Case("SecDefaultAction phase:1,pass,t:none", "`t:none` cannot be in `SecDefaultAction` (leave it out)"),
    Case(
      "SecDefaultAction phase:1,pass,id:1", "`id` cannot be in `SecDefaultAction` (give it to the rules themselves)"),
    Case(
      "SecDefaultAction phase:1,pass,chain", "`chain` cannot be in `SecDefaultAction` (give it to the rules themselves)"
    ),
    Case(
      "SecDefaultAction phase:1,pass\nSecDefaultAction phase:1,deny",
      "phase 1 has a `SecDefaultAction` already (at test.conf:1)", line: 2),
  ]

  private static let targets = [
    Case("SecRule ARGZ a id:1", "unknown variable `ARGZ` (did you mean `ARGS`?)"),
    Case("SecRule \"\" a id:1", "a variable is missing before ``"),
    Case("SecRule ARGS| a id:1", "a variable is missing before ``"),
    Case("SecRule ARGS||TX a id:1", "a variable is missing before `|TX`"),
    Case("SecRule &!ARGS a id:1", "unknown variable `!ARGS` (did you mean `ARGS`?)"),
    Case("SecRule !ARGS:a a id:1", "`!ARGS:a` only leaves variables out and looks at none"),
    Case("SecRule ARGS: a id:1", "a selector is empty behind its colon"),
    Case("SecRule ARGS:/^a a id:1", "the pattern `/^a` has no closing slash"),
    Case("SecRule ARGS:'a a id:1", "the selector `'a` has no closing quote"),
    Case("SecRule \"ARGS:a b\" a id:1", "`b` follows a variable (separate them by `|`)"),
    Case("SecRule REQUEST_LINE:a a id:1", "`REQUEST_LINE` has no members to select from"),
    Case("SecRule XML a id:1", "`XML` alone is nothing to look at (write `XML:/*` or `XML://@*`)"),
    Case(
      "SecRule XML:/a/b a id:1",
      "the path `/a/b` is not supported (`XML:/*` has the text of all elements, `XML://@*` the values of all attributes)"
    ),
    Case("SecRule PERF_ALL a id:1", "the variable `PERF_ALL` is not supported (ModSecurity 3 does not have it either)"),
  ]

  private static let operators = [
    Case("SecRule ARGS \"@rxx a\" id:1", "unknown operator `@rxx` (did you mean `@rx`?)"),
    Case("SecRule ARGS \"!@containz a\" id:1", "unknown operator `@containz` (did you mean `@contains`?)"),
    Case("SecRule ARGS \"! @rx a\" id:1", "blanks stand between `!` and `@` (write `!@`)"),
    Case("SecRule ARGS \"@\" id:1", "unknown operator `@`"),
    Case(
      "SecRule ARGS @inspectFile id:1",
      "the operator `@inspectFile` is not supported (no programs are run for a request)"),
    Case(
      "SecRule ARGS \"@validateSchema a.xsd\" id:1",
      "the operator `@validateSchema` is not supported (XML is not validated)"),
    Case(
      "SecRule ARGS \"!@geoLookup\" id:1",
      "`!@geoLookup` would match everything (`@geoLookup` is not done here and never matches)"),
    Case("SecRule ARGS @contains id:1", "`@contains` needs an argument"),
    Case("SecRule ARGS \"@pm  \" id:1", "`@pm` needs an argument"),
    Case("SecRule ARGS \"@detectXSS a\" id:1", "`@detectXSS` takes no argument"),
    Case("SecRule ARGS \"@eq a\" id:1", "`@eq` compares numbers, and `a` is none"),
    Case("SecRule ARGS @gt id:1", "`@gt` compares numbers, and `` is none"),
    Case(
      "SecRule ARGS \"@validateByteRange 1-256\" id:1",
      "`1-256` is no range of bytes (such as `9,10,32-126`, from 0 to 255)"),
    Case(
      "SecRule ARGS \"@validateByteRange 1,,3\" id:1", "`` is no range of bytes (such as `9,10,32-126`, from 0 to 255)"),
    Case(
      "SecRule ARGS \"@validateByteRange 9-1\" id:1",
      "`9-1` is no range of bytes (such as `9,10,32-126`, from 0 to 255)"),
    Case("SecRule ARGS \"@pmFromFile nowhere\" id:1", "`nowhere` cannot be read: there is no such file"),
    Case("SecRule ARGS \"@pm |ff|\" id:1", "`\u{FFFD}` is not UTF-8"),
    Case(
      "SecRule ARGS \"@rx %{tx.a\" id:1",
      "`%{tx.a` has no closing brace (where no macro is meant, write `[%]{` in a pattern)"),
    Case(
      "SecRule ARGS \"@rx %{}\" id:1", "`%{}` names no variable (where no macro is meant, write `[%]{` in a pattern)"),
    Case("SecRule ARGS \"@rx %{foo.a}\" id:1", "unknown variable `foo`"),
    Case("SecRule ARGS \"@rx %{tx.}\" id:1", "`%{tx.}` is no macro (the key behind the dot is missing)"),
    Case("SecRule ARGS \"@rx %{remote_addr.a}\" id:1", "`%{remote_addr.a}` is no macro (`REMOTE_ADDR` has no members)"),
  ]

  private static let actions = [
    Case("SecAction \"phase:1,pass\"", "a rule has no id (such as `id:1000`)"),
    Case("SecAction id", "the action `id` needs a value"),
    Case("SecAction id:", "the action `id` needs a value"),
    Case("SecAction id:x", "`x` is no rule id (a whole number from 1)"),
    Case("SecAction id:-1", "`-1` is no rule id (a whole number from 1)"),
    Case("SecAction id:99999999999999999999", "`99999999999999999999` is no rule id (a whole number from 1)"),
    Case("SecAction id:1,id:2", "a rule has two ids"),
    Case("SecAction id:1\nSecAction id:2\nSecAction id:1", "the id 1 is taken (at test.conf:1)", line: 3),
    Case("SecAction id:1,phase:6", "`6` is no phase (1 to 5, `request` (2), `response` (4) or `logging` (5))"),
    Case("SecAction id:1,phase:1,phase:2", "a rule has two phases"),
    Case("SecAction id:1,t:lowercas", "unknown transformation `lowercas` (did you mean `lowercase`?)"),
    Case("SecAction id:1,t", "the action `t` needs a value"),
    Case("SecAction id:1,denny", "unknown action `denny` (did you mean `deny`?)"),
    Case("SecAction id:1,deny:403", "the action `deny` takes no value"),
    Case("SecAction id:1,exec:/bin/x", "the action `exec` is not supported (no programs are run for a request)"),
    Case(
      "SecAction id:1,setenv:a=b",
      "the action `setenv` is not supported (there is no environment of a request; use `setvar:tx.name=value`)"),
    Case("SecAction id:1,pause:100", "the action `pause` is not supported (a client that waits holds a connection)"),
    Case("SecAction id:1,status:42", "`status:42` is not from 100 to 599"),
    Case("SecAction id:1,severity:BAD", "unknown severity `BAD`"),
    Case("SecAction id:1,severity:8", "unknown severity `8`"),
    Case("SecAction id:1,maturity:10", "`maturity:10` is not from 0 to 9"),
    Case("SecAction id:1,skip:0", "`skip:0` is not from 1 to 1000000"),
    Case("SecAction id:1,allow:all", "`all` is not `request` or `phase`, as `allow` needs it"),
    Case("SecAction \"id:1,msg:'a\"", "the value `'a` has no closing quote"),
    Case(
      "SecAction \"id:1,msg:'a' b,tag:c\"",
      "`b,tag:c` follows a closing quote directly (a comma is missing, or a backslash before a quote that belongs to the value)"
    ),
    Case("SecAction \"id:1,msg:'%{foo}'\"", "unknown variable `foo`"),
    Case(
      "SecAction id:1,sanitiseMatchedBytes:1",
      "`1` is not two numbers such as `4/2`, as `sanitiseMatchedBytes` needs them"),
    Case("SecAction id:1,skipAfter:END", "no `SecMarker` named `END` follows"),
    Case(
      "SecAction id:1,skipAfter:END-A\nSecMarker END-B", "no `SecMarker` named `END-A` follows (did you mean `END-B`?)"),
    Case(
      "SecMarker END\nSecAction id:1,skipAfter:END", "no `SecMarker` named `END` follows (it stands before the rule)",
      line: 2),
  ]

  private static let assignments = [
    Case("SecAction id:1,setvar:a=1", "`setvar:a` names no member of a collection (such as `tx.name`)"),
    Case("SecAction id:1,setvar:tx.=1", "`setvar:tx.` names no member of a collection (such as `tx.name`)"),
    Case("SecAction id:1,setvar:!tx.a=1", "`setvar:!tx.a=1` deletes and sets at once"),
    Case(
      "SecAction id:1,setvar:args.a=1",
      "`setvar` cannot change `ARGS` (`TX`, `IP`, `GLOBAL`, `SESSION`, `USER` and `RESOURCE` can be changed)"),
    Case("SecAction id:1,setvar:txx.a=1", "unknown variable `txx` (did you mean `TX`?)"),
    Case("SecAction id:1,expirevar:ip.a", "`expirevar:ip.a` says no time (such as `ip.name=60`)"),
    Case("SecAction id:1,expirevar:tx.a=1", "`expirevar:tx.a=1`: `TX` ends with its transaction"),
    Case("SecAction id:1,initcol:ip", "`initcol:ip` says no key (such as `ip=%{remote_addr}`)"),
    Case("SecAction id:1,initcol:tx=1", "`TX` needs no `initcol`"),
  ]

  private static let controls = [
    Case("SecAction id:1,ctl:ruleEngine", "`ctl:ruleEngine` has no value (such as `ctl:ruleEngine=Off`)"),
    Case("SecAction id:1,ctl:ruleEngine=", "`ctl:ruleEngine=` has no value"),
    Case("SecAction id:1,ctl:ruleEngin=On", "unknown control `ruleEngin` (did you mean `ruleEngine`?)"),
    Case("SecAction id:1,ctl:debugLogLevel=1", "`ctl:debugLogLevel` is not supported"),
    Case("SecAction id:1,ctl:requestBodyProcessor=YAML", "`YAML` is not `URLENCODED`, `MULTIPART`, `JSON` or `XML`"),
    Case("SecAction id:1,ctl:auditEngine=Maybe", "`Maybe` is not `On`, `Off` or `RelevantOnly`"),
    Case("SecAction id:1,ctl:ruleRemoveById=9-1", "`9-1` is no rule id and no range of them (such as `942100-942190`)"),
    Case(
      "SecAction id:1,ctl:ruleRemoveTargetById=5",
      "`5` does not say what to remove from which rules (such as `942100;ARGS:name`)"),
    Case("SecAction id:1,ctl:ruleRemoveTargetByTag=a;FOO", "unknown variable `FOO`"),
    Case(
      "SecAction id:1,ctl:ruleRemoveTargetByTag=a;!ARGS:x",
      "`!ARGS:x` is not one variable (such as `ARGS:name`, without `!`, `&` and `|`)"),
  ]

  private static let chains = [
    Case("SecRule ARGS a id:1,chain", "`chain` is not followed by a rule: the file ends"),
    Case(
      "SecRule ARGS a id:1,chain\nSecRule ARGS a chain", "`chain` is not followed by a rule: the file ends", line: 2),
    Case(
      "SecRule ARGS a id:1,chain\nSecMarker A",
      "`chain` is not followed by a rule: `SecMarker` follows (at test.conf:2)"),
    Case("SecRule ARGS a id:1,chain\nSecRule ARGS a id:2", "only the first rule of a chain can have an id", line: 2),
    Case(
      "SecRule ARGS a id:1,chain\nSecRule ARGS a deny",
      "only the first rule of a chain can have `deny`, `pass` and the like",
      line: 2),
    Case(
      "SecRule ARGS a id:1,chain\nSecRule ARGS a skipAfter:A\nSecMarker A",
      "only the first rule of a chain can have `skip` and `skipAfter`", line: 2),
    Case(
      "SecRule ARGS a id:1,phase:1,chain\nSecRule ARGS a phase:2", "the rules of a chain are in one phase", line: 2),
    Case("SecRule ARGS a", "a rule has no id (such as `id:1000`)"),
  ]

  private static let exceptions = [
    Case("SecRuleRemoveById", "a rule id is missing"),
    Case("SecRuleRemoveById a", "`a` is no rule id and no range of them (such as `942100-942190`)"),
    Case("SecRuleRemoveById 5-1", "`5-1` is no rule id and no range of them (such as `942100-942190`)"),
    Case("SecRuleRemoveByTag", "`SecRuleRemoveByTag` takes one argument"),
    Case("SecRuleRemoveByMsg a b", "`SecRuleRemoveByMsg` takes one argument"),
    Case("SecRuleUpdateTargetById 1", "`SecRuleUpdateTargetById` takes two arguments: which rules, and what is new"),
    Case("SecRuleUpdateTargetById 1 !FOO", "unknown variable `FOO`"),
    Case("SecRuleUpdateTargetById x:1 !ARGS", "`x:1` is no rule of a chain (such as `1000:1`)"),
    Case("SecRuleUpdateActionById 1 id:5", "`id` of a rule cannot be changed"),
    Case("SecRuleUpdateActionById 1 phase:1", "`phase` of a rule cannot be changed"),
    Case("SecRuleUpdateActionById 1 foo", "unknown action `foo`"),
    Case("SecAction id:1\nSecRuleUpdateTargetById 1:2 !ARGS", "the chain of rule 1 has no rule 2", line: 2),
  ]
}
