#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/section.hpp"
#include "gateway/config/text/environment.hpp"
#include "gateway/config/text/read_yaml.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;

enum class Colour { red, green };

struct Wheel {
  std::uint16_t spokes = 32;
};
struct Bicycle {
  std::string name;
  Duration pause = 5s;
  std::optional<std::int64_t> weight;
  std::vector<Colour> colours;
  std::map<std::string, double> sizes;
  Wheel front;
  std::optional<Wheel> spare;
};

AnyType bicycle() {
  const auto wheel = [] {
    return Section<Wheel>("Wheel", "")
        .key("spokes", &Wheel::spokes, integer<std::uint16_t>(0, 99), "Spokes.");
  };
  Section<Bicycle> section("Bicycle", "");
  section.required("name", &Bicycle::name, text(), "Its name.", "red one")
      .key("pause_between_rides", &Bicycle::pause, duration(0s, 1h), "Rest.")
      .alias("pause")
      .key("weight", &Bicycle::weight, optional(integer<std::int64_t>(-5, 500)), "In kg.")
      .key("colours", &Bicycle::colours,
           one_or_many(choice<Colour>({{"red", Colour::red}, {"green", Colour::green}}), 3), "Its colours.")
      .key("sizes", &Bicycle::sizes, map_of(real(0, 10)), "Sizes.")
      .key("front", &Bicycle::front, as_type(wheel()), "The front wheel.")
      .key("spare", &Bicycle::spare, optional(as_type(wheel())), "A wheel to spare.");
  return erase(section);
}

std::any read(const std::string& yaml, Problems& problems) {
  const auto node = read_yaml(yaml, std::make_shared<const std::string>("bicycle.yaml"),
                              Environment([](const std::string&) { return std::nullopt; }), problems);
  REQUIRE(node);
  return bicycle().read(*node, problems);
}

std::string canonical(const std::string& yaml) {
  Problems problems;
  const std::any value = read(yaml, problems);
  CHECK(to_text(problems) == "");
  return bicycle().to_json(value).dump();
}

TEST_CASE("a value with its defaults is one text, however it is written") {
  const std::string plain = canonical("{ name: a }");
  CHECK(plain == R"({"colours":[],"front":{"spokes":32},"name":"a","pause_between_rides":"5s","sizes":{}})");
  CHECK(canonical("{ front: { spokes: 32 }, pause: 5000ms, name: 'a' }") == plain);
  CHECK(canonical("{ name: a, colours: green }") == canonical("{ name: a, colours: [green] }"));
  CHECK(
      canonical("{ name: a, weight: -0x5, sizes: { s: 1.5 } }") ==
      R"({"colours":[],"front":{"spokes":32},"name":"a","pause_between_rides":"5s","sizes":{"s":1.5},"weight":-5})");
  CHECK(canonical("{ name: a, spare: {} }") != plain);
  CHECK(bicycle().to_json(std::any(5)).is_null());
}

TEST_CASE("a key under its old name is read, with a remark at its place") {
  Problems problems;
  const std::any value = read("name: a\npause: 7s\n", problems);
  CHECK(problems.empty());
  REQUIRE(std::any_cast<Bicycle>(&value));
  CHECK(std::any_cast<Bicycle>(&value)->pause == 7s);
  REQUIRE(problems.remarks().size() == 1);
  CHECK(to_text(problems.remarks()[0]) ==
        "bicycle.yaml:2:1: deprecated: write pause_between_rides instead of pause");
}

// Counts how often it is described.
class CountedBell final : public Type<std::string> {
 public:
  explicit CountedBell(std::size_t& described) : described_(described) {}
  bool read(const ConfigNode&, std::string&, Problems&) const override { return true; }
  nlohmann::json schema() const override { return {}; }
  std::string words() const override { return "a bell"; }
  std::string example() const override { return ""; }
  nlohmann::json to_json(const std::string& value) const override { return value; }
  std::vector<DescribedSection> describe() const override {
    ++described_;
    return {DescribedSection{"", "Bell", "", {DescribedKey{"tone", "", "", "", "", false, {}, {}}}, {}}};
  }

 private:
  std::size_t& described_;
};

TEST_CASE("however many keys are unknown, what may stand below is looked through once") {
  std::size_t described = 0;
  const AnyType section =
      erase(Section<Bicycle>("Bicycle", "")
                .key("bell", &Bicycle::name, TypeOf<std::string>(std::make_shared<CountedBell>(described)),
                     "Its bell."));
  std::string keys = "{ tone: 440";
  for (int i = 0; i < 1000; ++i) keys += ", unknown_" + std::to_string(i) + ": 1";
  Problems problems;
  const auto node = read_yaml(keys + " }", std::make_shared<const std::string>("bicycle.yaml"),
                              Environment([](const std::string&) { return std::nullopt; }), problems);
  REQUIRE(node);
  section.read(*node, problems);
  CHECK(problems.size() == 1001);
  REQUIRE_FALSE(problems.list().empty());
  CHECK(problems.list().front().example == "bell: { tone: 440 }");
  CHECK(described == 1);
}

TEST_CASE("a time keeps the unit that stands in its key, even if it is not taken") {
  for (const auto& [typed, meant] : {std::pair("pauseBetweenRidesMs: 500", "pause_between_rides: 500ms"),
                                     {"pause_between_rides_hours: 5", "pause_between_rides: 5h"},
                                     {"pause_between_rides_hours: \"${X:-5}\"", "pause_between_rides:"},
                                     {"PAUSE_BETWEEN_RIDES: 5", "pause_between_rides: 5s"},
                                     {"WEIGHTS: 5", "weight: 5"}}) {
    Problems problems;
    read(std::string("{ name: a, ") + typed + " }", problems);
    REQUIRE_FALSE(problems.empty());
    CHECK(problems.list().front().example == meant);
  }
}

TEST_CASE("a key under both of its names is refused, once") {
  Problems problems;
  CHECK_FALSE(read("{ pause: 7s, name: a, pause_between_rides: 7s }", problems).has_value());
  REQUIRE(problems.size() == 1);
  CHECK(
      to_text(problems.list()[0]) ==
      "bicycle.yaml:1:3: error F013 [pause] \"7s\": is the old name of pause_between_rides, which is given as well: remove it");
}

TEST_CASE("the schema marks an old name and keeps the two apart") {
  const nlohmann::json schema = bicycle().schema();
  const nlohmann::json& old = schema["properties"]["pause"];
  CHECK(old["deprecated"] == true);
  CHECK(old["description"] == "The old name of pause_between_rides.");
  CHECK_FALSE(old.contains("default"));
  CHECK(schema["properties"]["pause_between_rides"]["default"] == "5s");
  CHECK_FALSE(schema["properties"]["front"].contains("default"));
  CHECK(schema["allOf"].dump() == R"([{"not":{"anyOf":[{"required":["pause_between_rides","pause"]}]}}])");
}

}  // namespace
}  // namespace gatewarden::config
