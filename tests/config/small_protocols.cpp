#include "tests/config/small_protocols.hpp"

namespace gatewarden::config::small {
namespace {

using namespace std::chrono_literals;

constexpr CodeEntry kCodes[] = {{"M900", "two units share one address on a line", "Give each its own."},
                                {"M901", "an address below its base", "Count as the data sheet does."}};

Section<ModbusLink> link_section() {
  Section<ModbusLink> link("Modbus link", "A line of Modbus devices.");
  link.required("tcp", &ModbusLink::tcp, host_port(502), "Where it is.", "10.0.0.5:502")
      .key("timeout", &ModbusLink::timeout, duration(10ms, 60s), "For one answer.")
      .key("offline_after", &ModbusLink::misses, integer<unsigned>(1, 100), "Unanswered requests in a row.")
      .alias("misses");
  return link;
}

Section<ModelKeys> model_section() {
  Section<ModelKeys> model("Modbus profile", "What holds for all values of a model.");
  model.key("base", &ModelKeys::base, choice<std::uint16_t>({{"0", 0}, {"1", 1}}),
            "What its addresses count from.");
  return model;
}

// As in the real one: a profile's base is subtracted from its addresses.
void settle(const MetricPlace& place, std::any& from, const ConfigNode& node, Problems& problems) {
  const auto* keys = std::any_cast<ModelKeys>(&place.settings);
  auto& value = *std::any_cast<Register>(&from);
  if (!keys || !value.holding) return;
  if (*value.holding < keys->base) {
    problems.add(
        problem_at(node_at(node, {"holding"}), "M901", "counted from 1 there is no 0", "holding: 1"));
    return;
  }
  *value.holding = static_cast<std::uint16_t>(*value.holding - keys->base);
}

Section<Register> register_section() {
  Section<Register> from("From a register", "Where the value is.");
  from.key("holding", &Register::holding, optional(integer<std::uint16_t>(0, 65535)), "A holding register.")
      .key("input", &Register::input, optional(integer<std::uint16_t>(0, 65535)), "An input register.")
      .key("as", &Register::as, choice_of_texts({"uint16", "int32", "uint32"}), "Its type.")
      .key("scale", &Register::scale, real(-1e9, 1e9), "Factor.")
      .exactly_one_of({"holding", "input"});
  return from;
}

void no_two_on_one_unit(const Fleet& fleet, Problems& problems) {
  std::map<std::pair<std::uint32_t, int>, const Child*> seen;
  for (const Child& child : fleet.children) {
    const Unit* unit = std::any_cast<Unit>(&child.address);
    if (unit == nullptr) continue;
    const auto [first, is_new] = seen.try_emplace({child.link, unit->unit}, &child);
    if (is_new) continue;
    problems.add(Problem{"M900", child.place, "children", std::to_string(unit->unit),
                         "this unit is " + first->second->thing.text() + " already", ""});
  }
}

}  // namespace

const Protocol& modbus() {
  static const Protocol protocol = [] {
    Protocol all;
    all.name = "modbus";
    all.link = erase(link_section());
    all.profile = erase(model_section());
    all.from = erase(register_section());
    all.settle = settle;
    Section<Unit> child("Unit", "A device on the line.");
    child.required("unit", &Unit::unit, integer<std::uint8_t>(1, 247), "Its address.", "4");
    all.child = erase(std::move(child));
    all.ranges = {"unit"};
    all.check = no_two_on_one_unit;
    all.summary = [](const Fleet&, std::size_t, const ChildrenOfLink&) {
      return std::vector<std::string>{"1 request a cycle"};
    };
    all.place = [](const std::any& address) {
      return "unit " + std::to_string(std::any_cast<const Unit&>(address).unit);
    };
    all.codes = kCodes;
    return all;
  }();
  return protocol;
}

const Protocol& mqtt() {
  static const Protocol protocol = [] {
    Protocol all;
    all.name = "mqtt";
    Section<Broker> link("Broker", "A local broker.");
    link.required("broker", &Broker::broker, text(300), "Where it is.", "mqtt://localhost:1883")
        .key("username", &Broker::username, text(), "Who.")
        .key("password_file", &Broker::password_file, file_path(), "Secret.");
    all.link = erase(std::move(link));
    Section<Pointer> from("From JSON", "Where the value is.");
    from.required("json", &Pointer::json, text(200), "A pointer.", "/temp");
    all.from = erase(std::move(from));
    Section<Topic> child("Topic", "A device.");
    child.required("topic", &Topic::topic, text(200), "Its topic.", "sensors/{id}");
    all.child = erase(std::move(child));
    all.place = [](const std::any& address) { return "topic " + std::any_cast<const Topic&>(address).topic; };
    return all;
  }();
  return protocol;
}

const std::vector<const Protocol*>& both() {
  static const std::vector<const Protocol*> all{&modbus(), &mqtt()};
  return all;
}

Adapters adapters() {
  static const std::vector<std::string> metrics{"cpu", "memory", "disk", "temperature", "gatewarden"};
  return {both(), metrics};
}

}  // namespace gatewarden::config::small
