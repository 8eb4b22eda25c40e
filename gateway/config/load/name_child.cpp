#include "gateway/config/load/name_child.hpp"

#include <algorithm>

#include "gateway/config/load/read_children.hpp"
#include "gateway/config/load/thing_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

// A variable's text is in the name, which may be a secret.
bool of_variables(const Naming& naming, const ConfigNode& thing) {
  const auto filled_in = [](const ConfigNode* each) { return each->filled_in(); };
  return thing.filled_in() || std::any_of(naming.places.begin(), naming.places.end(), filled_in);
}

// The text of `thing`; or the value filled in, if the text alone would make names.
const ConfigNode& at_fault(const Naming& naming, const ConfigNode& thing, const Bindings& bindings) {
  for (std::size_t i = 0; i < naming.places.size(); ++i) {
    Bindings harmless = bindings;
    harmless[i].second = "x";
    std::string unknown;
    if (ThingName::parse(fill_placeholders(thing.text(), harmless, unknown), naming.rule))
      return *naming.places[i];
  }
  return thing;
}

void mend_thing(const Naming& naming, const ConfigNode& thing, const Bindings& bindings, Problem& problem) {
  const std::string meant = thing.filled_in() ? "" : thing_meant(thing.text());
  std::string unknown;
  if (!ThingName::parse(fill_placeholders(meant, bindings, unknown), naming.rule)) return;
  problem.example = "thing: " + yaml_scalar(meant, thing.quoted());
  problem.repairs = true;
}

// ids: "a, b" is one id of five letters.
void propose_list(const Naming& naming, Problem& problem) {
  const ConfigNode* ids = naming.ids;
  if (!ids || ids->filled_in() || ids->text().find_first_of(",; ") == std::string::npos) return;
  problem.rule += "; several ids stand in [ ]";
  problem.example = "ids: " + list_of_words(ids->text());
  problem.repairs = true;
}

}  // namespace

std::optional<ThingName> name_child(const Naming& naming, const Bindings& bindings, Problems& found) {
  const ConfigNode& thing = *naming.entry.find("thing");
  const std::size_t before = found.size();
  std::size_t room = kMaxFilledText;
  const ConfigNode filled = fill_placeholders(thing, bindings, found, room);
  if (found.size() != before) return std::nullopt;
  auto name = ThingName::parse(filled.text(), naming.rule);
  if (name) return std::move(*name);
  const ConfigNode& fault = at_fault(naming, thing, bindings);
  Problem problem = problem_at(fault, "F030", name.error());
  if (!of_variables(naming, thing)) problem.value = excerpt(filled.text());
  if (&fault == &thing) {
    mend_thing(naming, thing, bindings, problem);
  } else {
    propose_list(naming, problem);
  }
  found.add(std::move(problem));
  return std::nullopt;
}

}  // namespace gatewarden::config
