// What `gatewarden explain` and schemas/FLEET.md say of the keys of this program is what its reader takes.
#include <catch2/catch.hpp>
#include <set>

#include "gateway/app/protocols.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/config/reference/explain.hpp"
#include "gateway/config/reference/reference.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
using Catch::Contains;

namespace {

// "links.NAME.modbus.timeout: 500ms" as { links: { NAME: { modbus: { timeout: 500ms } } } }.
std::string nested(const std::string& path, const std::string& value) {
  const std::size_t end = path.find('.');
  const std::string step = path.substr(0, end);
  const bool item = step.ends_with("[]");
  const std::string inner = end == std::string::npos ? value : nested(path.substr(end + 1), value);
  const std::string name = item ? step.substr(0, step.size() - 2) : step;
  return "{ " + name + ": " + (item ? "[" + inner + "]" : inner) + " }";
}

config::Problems problems_of(const std::string& text) {
  return config::load_text(text, "fleet.yaml", adapters(), config::Environment::of_process()).problems;
}

// What is wrong with a value whatever stands beside it.
const std::set<std::string> kOfOneValue{"F002", "F004", "F005", "F010", "F012", "F020", "F021",
                                        "F022", "F023", "F024", "F025", "F026", "F027", "F028",
                                        "F029", "Q001", "Q002", "Q003", "Q004"};

// children[].unit as an error calls it.
std::string in_a_list(std::string path) {
  const std::size_t at = path.find("[]");
  return at == std::string::npos ? path : path.insert(at + 1, "0");
}

}  // namespace

TEST_CASE("every key has an example, and the reader takes it where the reference says it stands") {
  const config::Reference reference(adapters());
  std::size_t keys = 0;
  for (const config::Reference::Chapter& chapter : reference.chapters()) {
    for (const config::DescribedKey& key : chapter.section->keys) {
      const std::string path = chapter.path.empty() ? key.name : chapter.path + "." + key.name;
      CAPTURE(path, key.example);
      ++keys;
      CHECK_FALSE(key.example.empty());
      CHECK(key.example.find("...") == std::string::npos);
      const config::Problems problems = problems_of(nested(path, key.example));
      for (const config::Problem& problem : problems.list()) {
        const bool of_this_key = problem.path.starts_with(in_a_list(path)) || problem.path.empty();
        if (of_this_key && kOfOneValue.count(problem.code) > 0) CHECK(config::to_text(problem) == "");
      }
    }
  }
  CHECK(keys > 150);
}

TEST_CASE("the path of every error is explained") {
  const config::Problems problems = problems_of(R"(
gateway: { thing: g, reports: { interval: 5 }, host: { interfaces: [""] } }
uplink:
  - mqtt: { endpoint: "a b", mirrors: [{ topic: t, format: xml }] }
links: { hall.a: { modbus: { tcp: "10.0.0.5:502", timeout: 500 } } }
profiles: { m: { metrics: { power: { from: { holding: 99999, valid: { from: a, to: 1 } }, type: x } } } }
children: [{ thing: a, profile: m, link: hall.a, unit: 4444, timeout: 1 }]
)");
  CHECK(problems.size() >= 10);
  for (const config::Problem& problem : problems.list()) {
    CAPTURE(config::to_text(problem));
    const auto text = config::explain(problem.path, adapters(), 0);
    CHECK(text);
    const auto of_code = config::explain(problem.code, adapters(), 0);
    CHECK(of_code);
  }
}
