// A case is a folder cases/{good,bad}/<name>/{fleet.yaml,expected.txt}. GATEWARDEN_UPDATE_CASES=1 writes the
// results instead; read the diff before you commit it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "gateway/config/codes.hpp"
#include "gateway/config/load/load.hpp"
#include "tests/config/small_protocols.hpp"
#include "tests/support/tests_folder.hpp"

namespace gatewarden::config {
namespace {

namespace fs = std::filesystem;
const fs::path kCases = test::tests_folder() / "config/cases";

// tests/system/fleet_schema_check sets the same.
Environment environment() {
  static const std::map<std::string, std::string> variables{{"ENDPOINT", "broker.example:8883"},
                                                            {"PORT", "1502"},
                                                            {"EMPTY", ""},
                                                            {"HALL", "10.0.0.5"},
                                                            {"HIDDEN_TIMEOUT", "hunter2"},
                                                            {"AWS_IOT_THING_NAME", "plant7-gw"},
                                                            {"CREDENTIALS_DIRECTORY", "/run/credentials"}};
  return Environment([](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
  });
}

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string without(std::string text, const std::string& folder) {
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder))
    text.erase(at, folder.size());
  return text;
}

std::string address_text(const std::any& address) {
  if (const auto* unit = std::any_cast<small::Unit>(&address)) return "unit " + std::to_string(unit->unit);
  if (const auto* topic = std::any_cast<small::Topic>(&address)) return topic->topic;
  return "?";
}

// Shows only the first and last of many: people review these texts.
std::string children_text(const Fleet& fleet) {
  constexpr std::size_t kShown = 100;
  const std::size_t count = fleet.children.size();
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (count > kShown && i == 1) text += "and " + std::to_string(count - 2) + " children more, to\n";
    if (count > kShown && i > 0 && i + 1 < count) continue;
    const Child& child = fleet.children[i];
    text += "child " + child.thing.text() + " is " + fleet.profiles[child.profile].name + " on " +
            fleet.links[child.link].name + " " + address_text(child.address) + " from " +
            to_text(child.place) + "\n";
  }
  return text;
}

// A correct file's fleet as text.
std::string fleet_text(const Loaded& loaded) {
  const Fleet& fleet = loaded.fleet;
  std::string text =
      "gateway " + fleet.gateway.thing + " every " + to_text(fleet.gateway.reports.interval) + "\n";
  if (const auto& mqtt = fleet.uplink.mqtt) {
    text += "uplink " + mqtt->host + ":" + std::to_string(mqtt->port) + " as " + mqtt->client_id;
  }
  if (fleet.uplink.greengrass) text += "uplink greengrass";
  if (const ServiceUplink* service = fleet.uplink.service()) {
    static const std::map<AnswersChoice, std::string> kAnswers{{AnswersChoice::all, "all"},
                                                               {AnswersChoice::rejected, "rejected"},
                                                               {AnswersChoice::off, "off"},
                                                               {AnswersChoice::fitting, "?"}};
    text += " floor " + to_text(service->floor) + " answers " + kAnswers.at(service->answers);
    text += service->defender ? "\n" : ", no reserved topics\n";
    for (const Mirror& mirror : service->mirrors) {
      text += "mirror " + mirror.topic + " " + std::string(to_string(mirror.format)) +
              (mirror.record ? " record" : " report") + "\n";
    }
  }
  for (const FileUplink& file : fleet.uplink.files) {
    text += "file " + file.path + " turned over at " + std::to_string(file.rotate_at) + ", " +
            std::to_string(file.keep) + " kept\n";
  }
  if (fleet.uplink.standard_output) text += "standard output\n";
  for (const Link& link : fleet.links) {
    text += "link " + link.name + " " + link.protocol;
    if (link.unknown.learn) text += " learns " + link.unknown.thing + " as " + link.unknown.profile;
    text += "\n";
  }
  for (const Profile& profile : fleet.profiles) {
    text += "profile " + profile.name + " " + profile.protocol + "\n";
    for (const MetricSpec& metric : profile.metrics) {
      text += "  " + metric.name + " " + std::string(to_string(metric.type)) + " " +
              std::string(to_string(metric.aggregate)) + "\n";
    }
  }
  text += children_text(fleet);
  for (const std::string& note : loaded.notes) text += "note " + note + "\n";
  return text;
}

std::vector<fs::path> cases(const char* kind) {
  std::vector<fs::path> all;
  for (const auto& each : fs::directory_iterator(kCases / kind)) all.push_back(each.path());
  std::sort(all.begin(), all.end());
  return all;
}

void compare(const fs::path& folder, const std::string& text) {
  const fs::path expected = folder / "expected.txt";
  if (std::getenv("GATEWARDEN_UPDATE_CASES") != nullptr) std::ofstream(expected, std::ios::binary) << text;
  CHECK(text == file_text(expected));
}

TEST_CASE("a right fleet file becomes the fleet it describes") {
  const auto all = cases("good");
  REQUIRE(all.size() > 5);
  for (const fs::path& folder : all) {
    INFO(folder.filename().string());
    const Loaded loaded = load(folder / "fleet.yaml", small::adapters(), environment());
    CHECK(to_text(loaded.problems) == "");
    compare(folder, without(fleet_text(loaded), folder.string() + "/"));
  }
}

TEST_CASE("every error of a wrong fleet file is named in one run, at its place, with a remedy") {
  const auto all = cases("bad");
  REQUIRE(all.size() > 30);
  for (const fs::path& folder : all) {
    INFO(folder.filename().string());
    const Loaded loaded = load(folder / "fleet.yaml", small::adapters(), environment());
    CHECK_FALSE(loaded.problems.empty());
    compare(folder, without(to_text(loaded.problems), folder.string() + "/"));
  }
}

TEST_CASE("every error code has a case, and every code of a case has a remedy") {
  std::set<std::string> listed, met;
  for (const CodeEntry& entry : codes()) CHECK(listed.insert(entry.code).second);
  const std::regex code("error (F[0-9]+)");
  for (const fs::path& folder : cases("bad")) {
    const std::string text = file_text(folder / "expected.txt");
    for (auto at = std::sregex_iterator(text.begin(), text.end(), code); at != std::sregex_iterator(); ++at) {
      met.insert((*at)[1]);
    }
  }
  met.insert({"F003", "F039"});  // load_test.cpp: files too large for a folder here
  CHECK(met == listed);
}

}  // namespace
}  // namespace gatewarden::config
