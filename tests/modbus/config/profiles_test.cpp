// From the image of a device's registers (profiles/<case>/image.yaml) each shipped profile must
// read exactly expected.json.
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "adapters/modbus/modbus_protocol.hpp"
#include "adapters/modbus/plan/read_plan.hpp"
#include "adapters/modbus/plan/read_result.hpp"
#include "adapters/modbus/settings/link_settings.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/config/text/environment.hpp"
#include "gateway/config/text/read_yaml.hpp"
#include "tests/modbus/link_rig.hpp"
#include "tests/modbus/profile_images.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

config::Loaded fleet_with(const std::string& file, const std::string& profile) {
  const config::Protocol* const protocols[] = {&protocol()};
  // As by `include`: a profile file has only the key `profiles`.
  const std::string fleet =
      "gateway: { thing: gw }\nuplink: { file: { path: /tmp/reports } }\n"
      "links: { line: { modbus: { tcp: meter.example } } }\n"
      "children: [{ thing: m, link: line, unit: 1, profile: " +
      profile + " }]\n" + content_of(profiles_folder() / file);
  return config::load_text(fleet, file, {protocols}, no_environment());
}

void inspect(const ReadPlan& plan, const Image& image, SampleSink& sink) {
  Inspection inspection(plan.inspection, "line unit 1", "");
  while (inspection.begin(SteadyTime{}, Duration{})) {
    const Request asked = inspection.asking();
    std::vector<std::uint8_t> pdu{static_cast<std::uint8_t>(function_of(asked) | 0x80), kIllegalFunction};
    if (const auto* range = std::get_if<Range>(&asked)) {
      pdu = {function_of(asked), static_cast<std::uint8_t>(2 * range->count)};
      for (std::uint32_t at = range->first; at < range->end() && !pdu.empty(); ++at) {
        INFO("register " << at);
        const auto word = image.registers.find({range->table, at});
        REQUIRE(word != image.registers.end());
        pdu.push_back(static_cast<std::uint8_t>(word->second >> 8));
        pdu.push_back(static_cast<std::uint8_t>(word->second));
      }
    }
    inspection.heard(parse_response(asked, pdu), PointId{0}, sink, {});
  }
}

// A reading's values by name, as in expected.json.
Json read_through(const config::Profile& profile, const Image& image) {
  auto plain = std::make_shared<AdapterProfile>();
  plain->from = profile.from;
  plain->settings = profile.settings;
  const ReadPlan plan = make_read_plan(plain, LinkSettings{}.limits());
  std::vector<double> slots(plan.slots, std::numeric_limits<double>::quiet_NaN());
  RecordingSink sink;
  for (const Read& read : plan.reads) {
    std::vector<std::uint8_t> bytes;
    for (std::uint32_t at = read.range.first; at < read.range.end(); ++at) {
      const auto word = image.registers.find({read.range.table, at});
      const std::uint16_t value = word == image.registers.end() ? 0xDEAD : word->second;
      bytes.push_back(static_cast<std::uint8_t>(value >> 8));
      bytes.push_back(static_cast<std::uint8_t>(value));
    }
    CHECK(decode_read(plan, read, bytes, PointId{0}, sink, {}, slots).implausible == 0);
  }
  CHECK(compute_values(plan, Rounds{1}, PointId{0}, sink, {}, slots).implausible == 0);
  inspect(plan, image, sink);
  Json values = Json::object();
  for (const auto& [metric, numbers] : sink.numbers) values[profile.metrics[metric].name] = numbers.at(0);
  for (const auto& [metric, lists] : sink.lists) values[profile.metrics[metric].name] = lists.at(0);
  return values;
}

// The image has all a profile reads, so a value at a wrong address is noticed.
void check_covered(const config::Profile& profile, const Image& image) {
  auto plain = std::make_shared<AdapterProfile>();
  plain->from = profile.from;
  for (const Range& wanted : make_read_plan(plain, {}).wanted) {
    for (std::uint32_t at = wanted.first; at < wanted.end(); ++at) {
      INFO(to_string(wanted));
      CHECK(image.registers.contains({wanted.table, at}));
    }
  }
}

}  // namespace

TEST_CASE("each shipped profile reads from its device's registers what the device means") {
  for (const fs::path& folder : sorted(images_folder())) {
    DYNAMIC_SECTION(folder.filename().string()) {
      const Image image = image_of(folder);
      const Json expected = Json::parse(content_of(folder / "expected.json"));
      const config::Loaded loaded = fleet_with(image.file, image.profile);
      INFO(config::to_text(loaded.problems));
      REQUIRE(loaded);
      const config::Profile& profile = loaded.fleet.profiles.at(loaded.fleet.children.at(0).profile);
      check_covered(profile, image);
      const Json values = read_through(profile, image);
      for (const auto& [name, value] : expected.items()) {
        INFO(name);
        REQUIRE(values.contains(name));
        if (value.is_number()) {
          CHECK(values[name].get<double>() == Approx(value.get<double>()).epsilon(1e-7));
        } else {
          CHECK(values[name] == value);
        }
      }
      CHECK(values.size() == expected.size());
    }
  }
}

TEST_CASE("every shipped profile has an image, names its source and holds nothing but profiles") {
  std::set<std::string> tested;
  for (const fs::path& folder : sorted(images_folder())) tested.insert(image_of(folder).profile);
  std::set<std::string> shipped;
  for (const fs::path& file : sorted(profiles_folder())) {
    INFO(file.string());
    const std::string text = content_of(file);
    CHECK_THAT(text, Catch::Contains("# Source: "));
    config::Problems problems;
    const auto yaml = config::read_yaml(text, std::make_shared<const std::string>(file.string()),
                                        no_environment(), problems);
    REQUIRE(yaml);
    REQUIRE(yaml->entries().size() == 1);
    for (const auto& entry : yaml->find("profiles")->entries()) shipped.insert(entry.key);
  }
  CHECK(shipped == tested);
}
