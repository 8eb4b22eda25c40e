// What `gatewarden check --connect` tried, and what came of it.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace gatewarden::app {

struct Step {
  // note: was not tried, or does not matter.
  enum class Verdict : std::uint8_t { pass, fail, note };
  Verdict verdict = Verdict::note;
  // "files", "name", "tcp", "proxy", "tls", "connect", "subscribe", "publish"; "state" and "file" besides.
  std::string name;
  std::string said;      // may quote others
  std::string remedy{};  // of a failure
};

// Called once for each step, in their order.
using Tell = std::function<void(Step)>;

// A line, and below it the remedy. Harmless, whatever was quoted.
std::string to_text(const Step& step);
nlohmann::json to_json(const std::vector<Step>& steps);
bool passed(const std::vector<Step>& steps);  // none failed

}  // namespace gatewarden::app
