extension FirewallOracle {
  /// Arguments are the rule files in order. Standard input is a sequence of requests as `CorpusRequest` writes them.
  /// Standard output has for each request a line for every rule that is logged, with its id and its `logdata` in
  /// hexadecimal (nothing is `-`), and a line with a dot.
  static let program = #"""
    #include <modsecurity/modsecurity.h>
    #include <modsecurity/rule_message.h>
    #include <modsecurity/rules_set.h>
    #include <modsecurity/transaction.h>

    #include <cstdint>
    #include <iostream>
    #include <iterator>
    #include <memory>
    #include <string>

    static std::string hexadecimal(const std::string &text) {
      if (text.empty()) return "-";
      static const char digits[] = "0123456789abcdef";
      std::string result;
      for (unsigned char byte : text) {
        result += digits[byte >> 4];
        result += digits[byte & 15];
      }
      return result;
    }

    static void matched(void *, const void *data) {
      auto message = static_cast<const modsecurity::RuleMessage *>(data);
      std::cout << message->m_ruleId << ' ' << hexadecimal(message->m_data) << '\n';
    }

    class Input {
     public:
      Input() : bytes(std::istreambuf_iterator<char>(std::cin), {}) {}
      bool atEnd() const { return position >= bytes.size(); }
      uint32_t number() {
        uint32_t result = 0;
        for (int shift = 0; shift < 32; shift += 8) {
          result |= static_cast<uint32_t>(static_cast<unsigned char>(bytes.at(position++))) << shift;
        }
        return result;
      }
      std::string field() {
        auto count = number();
        auto result = bytes.substr(position, count);
        position += count;
        return result;
      }

     private:
      std::string bytes;
      size_t position = 0;
    };

    static const unsigned char *raw(const std::string &text) {
      return reinterpret_cast<const unsigned char *>(text.data());
    }

    static void run(modsecurity::ModSecurity *engine, modsecurity::RulesSet *rules, Input &input) {
      modsecurity::Transaction t(engine, rules, nullptr);
      t.processConnection("127.0.0.1", 40000, "127.0.0.1", 80);
      input.field();
      auto method = input.field();
      auto target = input.field();
      auto version = input.field();
      if (version.rfind("HTTP/", 0) == 0) version = version.substr(5);
      t.processURI(target.c_str(), method.c_str(), version.c_str());
      for (auto left = input.number(); left > 0; --left) {
        auto name = input.field();
        auto value = input.field();
        t.addRequestHeader(raw(name), name.size(), raw(value), value.size());
      }
      t.processRequestHeaders();
      auto body = input.field();
      t.appendRequestBody(raw(body), body.size());
      t.processRequestBody();
      auto status = static_cast<int>(input.number());
      for (auto left = input.number(); left > 0; --left) {
        auto name = input.field();
        auto value = input.field();
        t.addResponseHeader(raw(name), name.size(), raw(value), value.size());
      }
      t.processResponseHeaders(status, "HTTP/1.1");
      auto answer = input.field();
      t.appendResponseBody(raw(answer), answer.size());
      t.processResponseBody();
      t.processLogging();
      std::cout << ".\n";
    }

    int main(int count, char **arguments) {
      std::ios::sync_with_stdio(false);
      auto engine = std::make_unique<modsecurity::ModSecurity>();
      engine->setServerLogCb(matched, modsecurity::RuleMessageLogProperty);
      auto rules = std::make_unique<modsecurity::RulesSet>();
      for (int index = 1; index < count; ++index) {
        if (rules->loadFromUri(arguments[index]) < 0) {
          std::cerr << rules->m_parserError.str() << '\n';
          return 1;
        }
      }
      Input input;
      while (!input.atEnd()) run(engine.get(), rules.get(), input);
      return 0;
    }
    """#
}
