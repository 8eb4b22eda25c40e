#include "gateway/app/reading/whole_fleet.hpp"

#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"

namespace gatewarden::app {

Result<config::Fleet> whole_fleet(const std::string& file) {
  auto loaded = config::load(file, adapters(), config::Environment::of_process());
  if (loaded.problems.empty()) return std::move(loaded.fleet);
  std::string text = config::to_text(loaded.problems);
  while (text.ends_with('\n')) text.pop_back();
  return Error{std::move(text)};
}

}  // namespace gatewarden::app
