// Any bytes as a table of children. Places are within the file, and what is read is a list of maps whose keys are known
// ones; a table that is refused says why, printably.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "gateway/config/text/problems.hpp"
#include "gateway/config/text/read_csv.hpp"

using namespace gatewarden::config;

namespace {

void require(bool so) {
  if (!so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto file = std::make_shared<const std::string>("meters.csv");
  static const std::vector<std::string> known{"thing", "profile", "link", "unit", "topic"};
  static const Environment environment([](const std::string& name) -> std::optional<std::string> {
    return name.size() % 2 == 0 ? std::optional<std::string>("4") : std::nullopt;
  });
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Problems problems;
  const ConfigNode table = read_csv(text, file, known, environment, problems);
  const auto lines = static_cast<int>(std::count_if(text.begin(), text.end(),
                                                    [](char c) { return c == '\n' || c == '\r'; })) +
                     1;
  for (const auto& row : table.items()) {
    for (const auto& entry : row.entries()) {
      require(std::find(known.begin(), known.end(), entry.key) != known.end());
      require(entry.value.place().line >= 1 && entry.value.place().line <= lines);
    }
  }
  for (const Problem& problem : problems.list()) {
    const std::string said = to_text(problem);
    require(!problem.code.empty() && said.find('\x1b') == std::string::npos);
  }
  return 0;
}
