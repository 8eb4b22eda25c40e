// Judges a fleet by `gatewarden status --json`, as an operator's script would.
//
//   while sleep 2; do gatewarden status --json; done | fleet_health --accepted 2 --troubled demo:a-12
//
// Reads one status document per line and shows the last, and those of single children, `status --json THING`. Exits 0 only if every child is well, was accepted at
// least so often and never rejected; children named as troubled must instead have shown a reason at least once. Of a child
// under attack (--caught THING=METRIC), that metric of its reports, as its own documents show them, must have counted it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Expectation {
  std::uint64_t accepted = 1;
  std::set<std::string> troubled;             // things
  std::map<std::string, std::string> caught;  // thing -> the metric that counts what is done to it
};

struct Child {
  std::string origin, state, why, last_values;
  std::uint64_t accepted = 0, rejected = 0, no_verdict = 0, report_id = 0;
};

struct Fleet {
  std::map<std::string, Child> children;       // by thing, from the last document
  std::map<std::string, std::string> reasons;  // thing -> the last reason given
  // thing -> "METRIC=NUMBER" of its reports, above zero
  std::map<std::string, std::set<std::string>> counted;
};

// What a child's last report counted.
void note_counts(const nlohmann::json& child, std::set<std::string>& counted) {
  const auto report = nlohmann::json::parse(child.value("last_report", ""), nullptr, false);
  if (!report.is_object()) return;
  const auto metrics = report.value("custom_metrics", nlohmann::json::object());
  for (const auto& [metric, values] : metrics.items()) {
    if (!values.is_array() || values.empty() || !values[0].is_object()) continue;
    const double number = values[0].value("number", 0.0);
    if (number > 0) counted.insert(metric + "=" + values[0]["number"].dump());
  }
}

// "replays=2", or empty.
std::string count_of(const std::string& thing, const std::string& metric, const Fleet& fleet) {
  const auto counted = fleet.counted.find(thing);
  if (counted == fleet.counted.end()) return "";
  const auto first = counted->second.lower_bound(metric + "=");
  return first != counted->second.end() && first->compare(0, metric.size() + 1, metric + "=") == 0 ? *first
                                                                                                   : "";
}

// Empty if the child is as expected.
std::string fault_of(const std::string& thing, const Child& child, const Fleet& fleet,
                     const Expectation& wanted) {
  if (wanted.troubled.count(thing) != 0) {
    return fleet.reasons.count(thing) != 0 ? "" : "is ill, but no reason was ever shown";
  }
  if (child.accepted < wanted.accepted)
    return "was accepted " + std::to_string(child.accepted) + " times only";
  if (child.rejected > 0) return "was rejected " + std::to_string(child.rejected) + " times";
  if (child.state != "online") return "is " + child.state;
  const auto caught = wanted.caught.find(thing);
  if (caught != wanted.caught.end() && count_of(thing, caught->second, fleet).empty())
    return "is attacked, and its reports never counted " + caught->second;
  return child.why.empty() ? "" : "has trouble: " + child.why;
}

bool read_document(const std::string& line, Fleet& fleet) {
  const auto document = nlohmann::json::parse(line, nullptr, false);
  if (!document.is_object()) return false;
  if (document.value("answer", "") == "child") {
    note_counts(document, fleet.counted[document.value("thing", "")]);
    return true;
  }
  if (document.value("answer", "") != "status") return false;
  fleet.children.clear();
  for (const auto& row : document.value("children", nlohmann::json::array())) {
    const std::string thing = row.value("thing", "");
    Child& child = fleet.children[thing];
    child.origin = row.value("origin", "");
    child.state = row.value("state", "");
    child.why = row.value("why", "");
    child.last_values = row.value("last_values", "");
    child.accepted = row.value("accepted", std::uint64_t{0});
    child.rejected = row.value("rejected", std::uint64_t{0});
    child.no_verdict = row.value("no_verdict", std::uint64_t{0});
    const auto id = row.find("last_report_id");
    if (id != row.end() && id->is_number()) child.report_id = id->get<std::uint64_t>();
    if (!child.why.empty()) fleet.reasons[thing] = child.why;
  }
  return true;
}

void show(const Fleet& fleet) {
  std::printf("%-16s %-30s %-10s %8s %8s %8s  %-19s %s\n", "THING", "ORIGIN", "STATE", "ACCEPTED", "REJECTED",
              "SILENT", "LAST REPORT", "WHY, OR LAST VALUES");
  for (const auto& [thing, child] : fleet.children) {
    const auto reason = fleet.reasons.find(thing);
    const std::string last = reason == fleet.reasons.end() ? child.last_values : reason->second;
    std::printf("%-16s %-30s %-10s %8llu %8llu %8llu  %-19llu %.90s\n", thing.c_str(), child.origin.c_str(),
                child.state.c_str(), static_cast<unsigned long long>(child.accepted),
                static_cast<unsigned long long>(child.rejected),
                static_cast<unsigned long long>(child.no_verdict),
                static_cast<unsigned long long>(child.report_id), last.c_str());
  }
}

int judge(const Fleet& fleet, const Expectation& wanted) {
  std::vector<std::string> faults;
  for (const auto& [thing, child] : fleet.children) {
    const std::string fault = fault_of(thing, child, fleet, wanted);
    if (!fault.empty()) faults.push_back(std::string(thing).append(" ").append(fault));
  }
  std::set<std::string> named = wanted.troubled;
  for (const auto& [thing, metric] : wanted.caught) named.insert(thing);
  for (const std::string& thing : named) {
    if (fleet.children.count(thing) == 0) faults.push_back(thing + " is not shown at all");
  }
  if (fleet.children.empty()) faults.emplace_back("no child was shown at all");
  std::printf("\n");
  for (const std::string& thing : wanted.troubled) {
    const auto reason = fleet.reasons.find(thing);
    if (reason != fleet.reasons.end())
      std::printf("ill, and said so: %s: %s\n", thing.c_str(), reason->second.c_str());
  }
  for (const auto& [thing, metric] : wanted.caught) {
    const std::string count = count_of(thing, metric, fleet);
    if (!count.empty()) std::printf("attacked, and caught: %s: %s\n", thing.c_str(), count.c_str());
  }
  for (const std::string& fault : faults) std::printf("FAIL %s\n", fault.c_str());
  if (!faults.empty()) return 1;
  std::printf(
      "PASS %zu children: %zu healthy, accepted at least %llu times each; %zu ill, each with its reason; %zu of the "
      "healthy attacked, and caught\n",
      fleet.children.size(), fleet.children.size() - wanted.troubled.size(),
      static_cast<unsigned long long>(wanted.accepted), wanted.troubled.size(), wanted.caught.size());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Expectation wanted;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--accepted") wanted.accepted = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--troubled") wanted.troubled.insert(argv[i + 1]);
    if (option == "--caught") {
      const std::string_view given = argv[i + 1];
      const std::size_t equals = std::min(given.find('='), given.size());
      wanted.caught[std::string(given.substr(0, equals))] = given.substr(std::min(equals + 1, given.size()));
    }
  }
  Fleet fleet;
  std::string line;
  while (std::getline(std::cin, line)) {
    if (!read_document(line, fleet))
      std::fprintf(stderr, "fleet_health: not a status document: %.80s\n", line.c_str());
  }
  show(fleet);
  return judge(fleet, wanted);
}
