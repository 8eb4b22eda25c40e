#include "gateway/app/connect/step.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::app {
namespace {

const char* word_of(Step::Verdict verdict) {
  if (verdict == Step::Verdict::pass) return "PASS";
  return verdict == Step::Verdict::fail ? "FAIL" : "NOTE";
}

}  // namespace

std::string to_text(const Step& step) {
  std::string text = word_of(step.verdict) + ("  " + step.name);
  text.append(text.size() < 18 ? 18 - text.size() : 1, ' ');
  text += printable(step.said) + "\n";
  if (!step.remedy.empty()) text += std::string(18, ' ') + "remedy: " + printable(step.remedy) + "\n";
  return text;
}

nlohmann::json to_json(const std::vector<Step>& steps) {
  auto list = nlohmann::json::array();
  for (const Step& step : steps) {
    nlohmann::json one{{"step", step.name}, {"said", printable(step.said)}};
    one["verdict"] = step.verdict == Step::Verdict::pass   ? "pass"
                     : step.verdict == Step::Verdict::fail ? "fail"
                                                           : "note";
    if (!step.remedy.empty()) one["remedy"] = printable(step.remedy);
    list.push_back(std::move(one));
  }
  return {{"passed", passed(steps)}, {"steps", std::move(list)}};
}

bool passed(const std::vector<Step>& steps) {
  return std::none_of(steps.begin(), steps.end(),
                      [](const Step& step) { return step.verdict == Step::Verdict::fail; });
}

}  // namespace gatewarden::app
