#include "gateway/config/problems_json.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::config {

nlohmann::json to_json(const Problems& problems) {
  auto all = nlohmann::json::array();
  for (const Problem& problem : problems.list()) {
    all.push_back({{"code", problem.code},
                   {"file", problem.place.file ? printable(*problem.place.file) : std::string()},
                   {"line", problem.place.line},
                   {"column", problem.place.column},
                   {"path", problem.path},
                   {"value", problem.value},
                   {"rule", problem.rule},
                   {"example", problem.example},
                   {"repairs", problem.repairs}});
  }
  return all;
}

}  // namespace gatewarden::config
