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
      const auto payload = bytes_of(step["adv"]);
      const Elements elements(payload);
      decode(format, {elements, sender, {}}, state, decoded);
      CHECK(recognises(format, elements) == !decoded.format.empty());
      if (decoded.format.empty()) continue;
      ++count;
      compare(told(decoded), step["expect"]);
    }
  }
  return count;
}

// One value of bytes in hex; a text is quoted, none is "", a fault stands behind a !.
std::string value_of(const std::string& keys, const std::string& hex) {
  const SliceFormat format =
      read(parsed("{ match: { company: 1 }, values: { temperature: { " + keys + " } } }"));
  Decoded decoded;
  decode_values(format, bytes_of(hex), decoded);
  const Json json = told(decoded);
  const Json value = json["values"].value("temperature", Json());
  return (value.is_null() ? "" : value.dump()) +
         (json["error"].is_null() ? "" : "!" + json["error"].get<std::string>());
}

}  // namespace

TEST_CASE("built-in formats written as slices give the same values") {
  std::ifstream file(tests_folder() / "ble_formats/slices.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  const ConfigNode formats = parsed(text.str());
  REQUIRE(formats.entries().size() == 14);
  for (const ConfigNode::Entry& entry : formats.entries()) {
    INFO(entry.key);
    CHECK(count_read(read(entry.value)) > 0);
  }
}

TEST_CASE("a slice takes bits, types, signs, sentinels and words from bytes") {
  struct Row {
    const char *keys, *hex, *value;
  };
  for (const Row& row : {
           Row{"at: 0", "2a", "42.0"},
           Row{"at: 1", "2a", "!truncated"},
           Row{"at: 1, optional: true", "2a", ""},
           Row{"at: 0, as: int8", "ff", "-1.0"},
           Row{"at: 0, as: uint16", "3412", "4660.0"},
           Row{"at: 0, as: uint16, order: big", "3412", "13330.0"},
           Row{"at: 0, as: int24", "ffffff", "-1.0"},
           Row{"at: 0, as: uint24", "ffffff", "16777215.0"},
           Row{"at: 0, as: uint32", "ffffffff", "4294967295.0"},
           Row{"at: 0, as: int32, valid: { from: -3e9, to: 0 }", "00000080", "-2147483648.0"},
           Row{"at: 0, as: uint16, scale: 0.01", "ca09", "25.06"},
           Row{"at: 0, as: uint16, divide: 100", "ca09", "25.06"},
           Row{"at: 0, as: int16, scale: 0.35", "c8ff", "-19.6"},
           Row{"at: 0, divide: 2, offset: -40", "7b", "21.5"},
           Row{"at: 0, as: float32", "0000ac41", "21.5"},
           Row{"at: 0, as: float32", "0000c07f", "!implausible"},
           Row{"at: 0, as: float32, no_value: 0x7FC00000", "0000c07f", ""},
           Row{"at: 0, bit: 7", "80", "1.0"},
           Row{"at: 0, as: uint16, order: big, mask: 0x0FF0", "1234", "35.0"},
           Row{"at: 0, as: uint16, sign_bit: negative", "0180", "-1.0"},
           Row{"at: 0, sign_bit: positive", "82", "2.0"},
           Row{"at: 0, sign_bit: positive, fraction: { at: 1, divide: 10 }", "0205", "-2.5"},
           Row{"at: 0, fraction: { at: 1, divide: 10 }", "02", "!truncated"},
           Row{"at: 0, as: int16, no_value: 0x8000", "0080", ""},
           Row{"at: 0, as: int16, no_value: -32768", "0080", ""},
           Row{"at: 0, valid: { from: 1, to: 41 }", "2a", "!implausible"},
           Row{"at: 0, as: int24", "00007f", "8323072.0"},
           Row{"at: 0, as: int24", "000080", "!implausible"},  // colder than nothing
           Row{"at: 0, is: [1, 3]", "03", "1.0"},
           Row{"at: 0, is: [1, 3]", "02", "0.0"},
           Row{"at: 0, labels: { 0: off, 0x01: on }", "01", "\"on\""},
           Row{"at: 0, labels: { 0: off, 0x01: on }", "02", "!implausible"},
           Row{"at: 1, as: string", "2a414200", "\"AB\""},
           Row{"at: 1, as: string, length: 2", "2a4142", "\"AB\""},
           Row{"at: 1, as: string, length: 3", "2a4142", "!truncated"},
           Row{"at: 1, as: string", "2a", ""},
           Row{"at: 1, as: hex", "2a4142", "\"4142\""},
           Row{"at: 0, when: { at: 1, mask: 0xF0, is: [0x10, 0x20] }", "2a1f", "42.0"},
           Row{"at: 0, when: { at: 1, mask: 0xF0, is: [0x10, 0x20] }", "2a3f", ""},
           Row{"at: 0, when: { at: 9, is: 0 }", "2a", ""},
       }) {
    INFO(row.keys << " of " << row.hex);
    CHECK(value_of(row.keys, row.hex) == row.value);
  }
  const SliceFormat entries = read(parsed(
      "{ match: { service: feaa }, entries: { at: 1, id: uint16, order: big }, values: { light: { entry: 0x0102, at: 0 } } }"));
  struct Entries {
    const char *hex, *values, *fault;
  };
  for (const Entries& row :
       {Entries{"ff0102010107030101", "{\"light\":1.0}", ""},
        {"ff010201050102010600", "{\"light\":5.0}", "truncated"},  // twice: the first counts
        {"ff0102010501", "{\"light\":5.0}", "truncated"},
        {"ff010200", "{}", "truncated"},
        {"ff0102", "{}", "truncated"},
        {"ff010205", "{}", "truncated"},
        {"ff", "{}", ""},
        {"", "{}", "truncated"}}) {
    Decoded decoded;
    decode_values(entries, bytes_of(row.hex), decoded);
    INFO(row.hex);
    CHECK(told(decoded)["values"].dump() == row.values);
    CHECK(to_text(decoded.fault) == row.fault);
  }
}

TEST_CASE("a format of slices tells what the security view asks, and how a monitor recognises it") {
  const SliceFormat format = read(parsed(
      "{ name: tag, match: { company: 0xFFFF, name: \"TH-*\", lists: fff0 }, address: { at: 0 }, values: { "
      "uptime: { at: 6, as: uint16, divide: 10 }, sequence: { at: 8, as: uint24 }, packet_id: { at: 11 } } }"));
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
           Row{"{ match: { any_company: true }, values: { light: { at: 0 } } }", "B110", "match.any_company"},
           Row{"{ match: { service: feaa, company_is_data: true }, values: { light: { at: 0 } } }", "B110",
               "match.company_is_data"},
           Row{value("as: int16, sign_bit: negative"), "B111", "values.temperature.sign_bit"},
           Row{value("when: { at: 0, mask: 0x0F, is: 0x10 }"), "B112", "values.temperature.when.is"},
           Row{value("no_value: 0x100"), "B113", "values.temperature.no_value"},
           Row{value("bit: 1, is: 2"), "B113", "values.temperature.is"},
           Row{"{ match: { service: eddystone }, values: { light: { at: 0 } } }", "B114", "match.service"},
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
