// Formats from the fleet file: what is built in, said in slices, reads its vectors as well; and what is wrong is named.
#include <fstream>
#include <set>
#include <sstream>

#include "adapters/ble/config/slice_section.hpp"
#include "gateway/config/text/read_yaml.hpp"
#include "tests/ble_formats/told.hpp"
#include "tests/ble_formats/vectors.hpp"

using namespace gatewarden;
using namespace gatewarden::ble;
using namespace gatewarden::test;
using config::ConfigNode;
using config::Problems;
using Json = nlohmann::json;

namespace {

ConfigNode parsed(const std::string& yaml) {
  Problems problems;
  auto node =
      config::read_yaml(yaml, std::make_shared<const std::string>("slices.yaml"),
                        config::Environment([](const std::string&) { return std::nullopt; }), problems);
  INFO(yaml << config::to_text(problems));
  REQUIRE(node);
  REQUIRE(problems.empty());
  return std::move(*node);
}

SliceFormat read(const ConfigNode& node) {
  Problems problems;
  SliceFormat format;
  slice_section().read(node, format, problems);
  INFO(config::to_text(problems));
  REQUIRE(problems.empty());
  return format;
}

// Rules over several bytes, which a slice cannot have.
const std::set<std::string> kBeyondSlices{
    "a meter that starts: no zero is a value", "eleven tenths of a degree",
    "a door in a state that does not exist", "an entry shorter than it must be"};

// How many of the vectors of its name are of the format: those give what is expected.
std::size_t count_read(const SliceFormat& format) {
  std::size_t count = 0;
  Decoded decoded;
  for (Json vector : load_vectors(format.name.substr(0, format.name.find('-')))) {
    INFO(vector["name"]);
    if (kBeyondSlices.contains(vector["name"])) continue;
    Json steps = vector.value("steps", Json::array());
    if (steps.empty()) steps.push_back(vector);
    SenderState state;
    const Address sender = address_of(vector);
    for (const Json& step : steps) {
      const auto spaced = [](std::string hex) {
        std::erase(hex, ' ');
        return bytes_of(hex);
      };
      const auto payload = spaced("0303f0ff 050954482d31 0fffffff 050403020100 6400 010200 07");
      const Address sender = *parse_address("00:01:02:03:04:05"), other = *parse_address("00:01:02:03:04:06");
      const Elements elements(payload);
      SenderState state;
      Decoded decoded;
      decode(format, {elements, sender, {}}, state, decoded);
      CHECK(decoded.format == "tag");
      CHECK(decoded.since_start == 10u);
      CHECK(decoded.address_inside->bytes == sender.bytes);
      CHECK_FALSE((decoded.address_differs || decoded.repeated || decoded.fault != Fault::none));
      decode(format, {elements, other, {}}, state, decoded);
      CHECK(decoded.address_differs);
      CHECK(decoded.repeated);
      CHECK(decoded.values().size() == 3);
      for (const char* stranger : {"0303f0ff 050954492d31 03ffffff", "0303f1ff 050954482d31 03ffffff",
                                   "0303f0ff 050954482d31 03fffeff", "0303f0ff 050954482d31"})
        CHECK_FALSE(recognises(format, Elements(spaced(stranger))));
      const auto shown = [](const std::string& match) {
        std::string text;
        for (const auto& one :
             patterns(read(parsed("{ match: { " + match + " }, values: { light: { at: 0 } } }"))))
          text += std::to_string(static_cast<int>(one.type)) + ":" +
                  to_hex(std::span(one.begins).first(one.length)) + " ";
        return text;
      };
      CHECK(shown("company: [0x0499, 1]") == "255:9904 255:0100 ");
      CHECK(shown("service: feaa") == "22:aafe ");
      CHECK(shown("service: 0000180f-0000-1000-8000-00805f9b34fc") == "33:fc349b5f ");
      CHECK(shown("any_company: true, name: [\"GVH5*\", \"T?\", \"*\"]") == "9:47564835 9:54 ");
    }

    TEST_CASE("names are matched by patterns, in time that a pattern cannot blow up") {
      CHECK(fits_pattern("GVH5075_1234", "GVH5075_*"));
      CHECK(fits_pattern("a", "?"));
      CHECK(fits_pattern("", "*"));
      CHECK_FALSE(fits_pattern("", "?"));
      CHECK_FALSE(fits_pattern("TH-1 ", "TH-?"));
      CHECK(fits_pattern("abcabc", "*abc"));
      CHECK_FALSE(fits_pattern(std::string(248, 'a'), "*a*a*a*a*a*a*a*a*a*a*a*a*b"));
    }

    TEST_CASE("what is wrong with a slice is told with its place and a remedy") {
      const std::string match = "match: { company: 0x0499, length: 24 }, ";
      const auto value = [&](const std::string& keys) {
        return "{ " + match + "values: { temperature: { " + keys + " } } }";
      };
      struct Row {
        std::string yaml;
        const char *code, *path;
      };
      for (const Row& row : {
               Row{"{ " + match + "values: { temprature: { at: 0 } } }", "B101", "values.temprature"},
               Row{value("as: uint16, length: 2"), "B102", "values.temperature.length"},
               Row{value("as: uint8, bit: 8"), "B103", "values.temperature.bit"},
               Row{value("as: uint8, mask: 0x100"), "B103", "values.temperature.mask"},
               Row{value("as: float32, bit: 3"), "B103", "values.temperature.bit"},
               Row{value("as: string, scale: 0.1"), "B104", "values.temperature.scale"},
               Row{value("labels: { 0: off }, scale: 0.1"), "B104", "values.temperature.scale"},
               Row{value("labels: { off: 0 }"), "B105", "values.temperature.labels.off"},
               Row{value("valid: { from: 5, to: 1 }"), "B106", "values.temperature.valid"},
               Row{value("scale: 0"), "B107", "values.temperature.scale"},
               Row{value("at: 23, as: int16"), "B108", "values.temperature"},
               Row{value("entry: 1"), "B109", "values.temperature.entry"},
               Row{"{ " + match + "entries: { at: 8 }, values: { light: { at: 0 } } }", "B109", "entries"},
               Row{"{ match: { any_company: true }, values: { light: { at: 0 } } }", "B110",
                   "match.any_company"},
               Row{"{ match: { service: feaa, company_is_data: true }, values: { light: { at: 0 } } }",
                   "B110", "match.company_is_data"},
               Row{value("as: int16, sign_bit: negative"), "B111", "values.temperature.sign_bit"},
               Row{value("when: { at: 0, mask: 0x0F, is: 0x10 }"), "B112", "values.temperature.when.is"},
               Row{value("no_value: 0x100"), "B113", "values.temperature.no_value"},
               Row{value("bit: 1, is: 2"), "B113", "values.temperature.is"},
               Row{"{ match: { service: eddystone }, values: { light: { at: 0 } } }", "B114",
                   "match.service"},
               Row{"{ values: { light: { at: 0 } } }", "F011", "match"},
               Row{"{ match: { company: 1, service: feaa }, values: { light: { at: 0 } } }", "F013", "match"},
           }) {
        INFO(row.yaml);
        Problems problems;
        SliceFormat format;
        slice_section().read(parsed(row.yaml), format, problems);
        REQUIRE(problems.size() == 1);
        const config::Problem& problem = problems.list().front();
        INFO(config::to_text(problem));
        CHECK(problem.code == row.code);
        CHECK(problem.path == row.path);
        CHECK(problem.place.line == 1);
        CHECK_FALSE(problem.example.empty());
      }
    }
