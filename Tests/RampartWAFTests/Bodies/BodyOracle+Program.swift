extension BodyOracle {
  /// Runs requests through libmodsecurity and prints what it made of them.
  ///
  /// Standard input: one request after another, each a list of fields in this order, every field four bytes of
  /// length (lowest first) and its bytes: processor (nothing, `JSON`, `XML`), content type, query, the number of
  /// cookie headers as one byte, each of them, body. Standard output: one line for each member, `name key value` in
  /// hexadecimal (an empty text is `-`), and a line with a dot behind each request.
  ///
  /// It stands here, and not in a file of its own, because a target of the package manager has one language.
  static let program = #"""
    #include <modsecurity/modsecurity.h>
    #include <modsecurity/rule_message.h>
    #include <modsecurity/rules_set.h>
    #include <modsecurity/transaction.h>

    #include <cstdint>
    #include <cstdio>
    #include <iostream>
    #include <iterator>
    #include <memory>
    #include <string>
    #include <vector>

    using modsecurity::AnchoredSetVariable;
    using modsecurity::AnchoredVariable;
    using modsecurity::VariableValue;

    static const char *rules = R"(
    SecRuleEngine On
    SecRequestBodyAccess On
    SecRule REQUEST_HEADERS:X-Processor "@streq JSON" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
    SecRule REQUEST_HEADERS:X-Processor "@streq XML" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"
    SecRule XML:/* "@unconditionalMatch" "id:3,phase:2,pass,log,t:none,t:hexEncode,logdata:'text %{MATCHED_VAR}'"
    SecRule XML://@* "@unconditionalMatch" "id:4,phase:2,pass,nolog,t:none,t:hexEncode"
    )";

    static std::string hexadecimal(const std::string &text) {
      if (text.empty()) return "-";
      static const char digits[] = "0123456789abcdef";
      std::string result;
      result.reserve(text.size() * 2);
      for (unsigned char byte : text) {
        result += digits[byte >> 4];
        result += digits[byte & 15];
      }
      return result;
    }

    static void print(const char *name, const std::string &key, const std::string &value) {
      std::cout << name << ' ' << hexadecimal(key) << ' ' << hexadecimal(value) << '\n';
    }

    static void print(const char *name, AnchoredSetVariable &variable) {
      std::vector<const VariableValue *> members;
      variable.resolve(&members);
      for (auto member : members) {
        print(name, member->getKey(), member->getValue());
        delete member;
      }
    }

    static void print(const char *name, AnchoredVariable &variable) {
      print(name, "", variable.m_value);
    }

    // The last rule's matches stay behind when the phase has ended.
    static void printAttributes(modsecurity::Transaction &transaction) {
      std::vector<const VariableValue *> members;
      transaction.m_variableMatchedVars.resolve(&members);
      for (auto member : members) {
        if (member->getKey() == "XML://@*") {
          std::cout << "XML_attribute - " << (member->getValue().empty() ? "-" : member->getValue()) << '\n';
        }
        delete member;
      }
    }

    static void matched(void *, const void *data) {
      auto message = static_cast<const modsecurity::RuleMessage *>(data);
      const std::string &text = message->m_data;
      auto space = text.find(' ');
      bool isEmpty = space == std::string::npos || space + 1 == text.size();
      std::cout << "XML_" << text.substr(0, space) << " - " << (isEmpty ? "-" : text.substr(space + 1)) << '\n';
    }

    class Input {
     public:
      Input() : bytes(std::istreambuf_iterator<char>(std::cin), {}) {}
      bool atEnd() const { return position >= bytes.size(); }
      uint8_t byte() { return static_cast<uint8_t>(bytes.at(position++)); }
      std::string field() {
        uint32_t count = 0;
        for (int shift = 0; shift < 32; shift += 8) count |= static_cast<uint32_t>(byte()) << shift;
        auto result = bytes.substr(position, count);
        position += count;
        return result;
      }

     private:
      std::string bytes;
      size_t position = 0;
    };

    static void add(modsecurity::Transaction &transaction, const char *name, const std::string &value) {
      transaction.addRequestHeader(std::string(name), value);
    }

    static void run(modsecurity::ModSecurity *engine, modsecurity::RulesSet *set, Input &input) {
      modsecurity::Transaction t(engine, set, nullptr);
      t.processConnection("127.0.0.1", 1, "127.0.0.1", 2);
      auto processor = input.field();
      auto type = input.field();
      auto query = input.field();
      t.processURI(query.empty() ? "/" : ("/?" + query).c_str(), "POST", "1.1");
      if (!processor.empty()) add(t, "X-Processor", processor);
      if (!type.empty()) add(t, "Content-Type", type);
      for (int left = input.byte(); left > 0; --left) add(t, "Cookie", input.field());
      auto body = input.field();
      t.processRequestHeaders();
      t.appendRequestBody(reinterpret_cast<const unsigned char *>(body.data()), body.size());
      t.processRequestBody();
      print("ARGS", t.m_variableArgs);
      print("ARGS_GET", t.m_variableArgsGet);
      print("ARGS_POST", t.m_variableArgsPost);
      print("ARGS_COMBINED_SIZE", t.m_variableARGScombinedSize);
      print("URLENCODED_ERROR", t.m_variableUrlEncodedError);
      print("REQUEST_COOKIES", t.m_variableRequestCookies);
      print("REQUEST_COOKIES_NAMES", t.m_variableRequestCookiesNames);
      print("FILES", t.m_variableFiles);
      print("FILES_NAMES", t.m_variableFilesNames);
      print("FILES_SIZES", t.m_variableFilesSizes);
      print("FILES_COMBINED_SIZE", t.m_variableFilesCombinedSize);
      print("MULTIPART_PART_HEADERS", t.m_variableMultipartPartHeaders);
      print("MULTIPART_NAME", t.m_variableMultipartName);
      print("MULTIPART_FILENAME", t.m_variableMultipartFileName);
      print("MULTIPART_STRICT_ERROR", t.m_variableMultipartStrictError);
      print("MULTIPART_UNMATCHED_BOUNDARY", t.m_variableMultipartUnmatchedBoundary);
      print("MULTIPART_BOUNDARY_QUOTED", t.m_variableMultipartBoundaryQuoted);
      print("MULTIPART_BOUNDARY_WHITESPACE", t.m_variableMultipartBoundaryWhiteSpace);
      print("MULTIPART_DATA_BEFORE", t.m_variableMultipartDataBefore);
      print("MULTIPART_DATA_AFTER", t.m_variableMultipartDataAfter);
      print("MULTIPART_HEADER_FOLDING", t.m_variableMultipartHeaderFolding);
      print("MULTIPART_INVALID_HEADER_FOLDING", t.m_variableMultipartInvalidHeaderFolding);
      print("MULTIPART_LF_LINE", t.m_variableMultipartLFLine);
      print("MULTIPART_CRLF_LF_LINES", t.m_variableMultipartCrlfLFLines);
      print("MULTIPART_MISSING_SEMICOLON", t.m_variableMultipartMissingSemicolon);
      print("MULTIPART_INVALID_QUOTING", t.m_variableMultipartInvalidQuoting);
      print("MULTIPART_INVALID_PART", t.m_variableMultipartInvalidPart);
      printAttributes(t);
      print("REQBODY_PROCESSOR", t.m_variableReqbodyProcessor);
      print("REQBODY_ERROR", t.m_variableReqbodyError);
      print("REQBODY_ERROR_MSG", t.m_variableReqbodyErrorMsg);
      std::cout << ".\n";
    }

    int main() {
      std::ios::sync_with_stdio(false);
      auto engine = std::make_unique<modsecurity::ModSecurity>();
      engine->setServerLogCb(matched, modsecurity::RuleMessageLogProperty);
      auto set = std::make_unique<modsecurity::RulesSet>();
      if (set->load(rules) < 0) {
        std::cerr << set->m_parserError.str() << '\n';
        return 1;
      }
      Input input;
      while (!input.atEnd()) run(engine.get(), set.get(), input);
      return 0;
    }
    """#
}
