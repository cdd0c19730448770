extension TransformationOracle {
  /// Standard input is a sequence of questions, standard output the sequence of answers; lengths are four bytes, lowest
  /// first: a question is the length of the name, the name of the transformation, the length of the value, the value;
  /// an answer is the length of the result and the result.
  ///
  /// It stands here, and not in a file of its own, because a target of the package manager has one language.
  static let program = #"""
    #include <cstdint>
    #include <cstdio>
    #include <map>
    #include <memory>
    #include <string>

    #include "modsecurity/modsecurity.h"
    #include "modsecurity/rule_message.h"
    #include "modsecurity/actions/action.h"

    // The library exports this class without a header. Only the static function is called directly, everything else
    // through the virtual functions of its public base.
    namespace modsecurity {
    namespace actions {
    namespace transformations {
    class Transformation : public Action {
     public:
      static Transformation *instantiate(std::string name);
    };
    }  // namespace transformations
    }  // namespace actions
    }  // namespace modsecurity

    using modsecurity::actions::Action;
    using modsecurity::actions::transformations::Transformation;

    static bool readExactly(std::string *bytes, size_t count) {
      bytes->resize(count);
      return count == 0 || fread(&(*bytes)[0], 1, count, stdin) == count;
    }

    static bool readPrefixed(std::string *bytes) {
      std::string prefix;
      if (!readExactly(&prefix, 4)) return false;
      uint32_t count = 0;
      for (int index = 3; index >= 0; index--) count = count << 8 | static_cast<unsigned char>(prefix[index]);
      return readExactly(bytes, count);
    }

    static void writePrefixed(const std::string &bytes) {
      uint32_t count = static_cast<uint32_t>(bytes.size());
      for (int index = 0; index < 4; index++) putchar(static_cast<int>(count >> (8 * index) & 0xff));
      fwrite(bytes.data(), 1, bytes.size(), stdout);
    }

    int main() {
      std::map<std::string, std::unique_ptr<Action>> known;
      std::string name;
      std::string value;
      while (readPrefixed(&name) && readPrefixed(&value)) {
        std::unique_ptr<Action> &transformation = known[name];
        if (!transformation) transformation.reset(Transformation::instantiate("t:" + name));
        writePrefixed(transformation->evaluate(value, nullptr));
      }
      return fflush(stdout) == 0 ? 0 : 1;
    }

    """#
}
