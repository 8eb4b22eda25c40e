#include "adapters/modbus/identity/inspection.hpp"

#include "adapters/modbus/settings/profile_settings.hpp"
#include "tests/modbus/link_rig.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;
using Slave = ScriptedModbusSlave;
using Strings = std::vector<std::vector<std::string>>;

namespace {

class RecordingMemory final : public DeviceMemory {
 public:
  std::string recall(const std::string& thing) const override {
    const auto found = texts.find(thing);
    return found == texts.end() ? "" : found->second;
  }
  void remember(const std::string& thing, std::string text) override {
    texts[thing] = std::move(text);
    ++times;
  }
  std::map<std::string, std::string> texts;
  unsigned times = 0;
};

ValueSource of_settings(SettingsPart part) {
  ValueSource from;
  from.settings = part;
  return from;
}

// A device with a name and settings, and a link over several runs.
struct InspectedRig : Rig {
  InspectedRig() {
    slave.script([this](const Slave::Request& request, Slave::Peer& peer) { answer(request, peer); });
    settings.tcp = {"127.0.0.1", slave.port()};
    settings.retries = 0;
  }
  ~InspectedRig() { link.reset(); }

  void answer(const Slave::Request& request, Slave::Peer& peer) {
    if (request.function == 43) {
      ++asked_who;
      if (mood == Mood::silent) return;
      if (mood == Mood::refuses) return peer.send(Slave::exception(request, 1));
      Slave::Bytes pdu{43, 14, 2, 0x82, 0, 0, 2, 0, 4, 'A', 'C', 'M', 'E', 2};
      pdu.push_back(static_cast<std::uint8_t>(firmware.size()));
      pdu.insert(pdu.end(), firmware.begin(), firmware.end());
      return peer.send(Slave::framed(request.transaction, request.unit, pdu));
    }
    if (request.first >= 40000 || request.first == missing) return peer.send(Slave::exception(request, 2));
    if (request.first >= 200) {
      ++looked_at_settings;
      Slave::Bytes pdu{request.function, static_cast<std::uint8_t>(2 * request.count)};
      for (unsigned i = 0; i < request.count; ++i) pdu.insert(pdu.end(), {0, setting});
      return peer.send(Slave::framed(request.transaction, request.unit, pdu));
    }
    peer.send(Slave::answer(request));
  }
  // A new run of the gateway, which remembers.
  void live(std::shared_ptr<const AdapterProfile> profile) {
    link.reset();
    remembering = std::make_unique<ModbusMaster>(clock, io, &memory, 1);
    link = remembering->link("hall-a", settings, sink);
    link->assign({unit(1, std::move(profile))});
    link->start();
  }
  void cycle(Duration duration = 10s) {
    const std::size_t before = sink.count(100);
    pass(duration);
    until([&] { return sink.count(100) > before; });
    settle();
  }

  enum class Mood { tells, refuses, silent };
  Mood mood = Mood::tells;
  std::string firmware = "1.4";
  std::uint8_t setting = 7;
  std::uint16_t missing = 39999;
  unsigned asked_who = 0;
  unsigned looked_at_settings = 0;
  RecordingMemory memory;
  std::unique_ptr<ModbusMaster> remembering;
  Slave slave{io};
};

std::shared_ptr<const AdapterProfile> watched_model(std::vector<ValueSource> values,
                                                    ProfileSettings keys = {}) {
  auto profile = std::make_shared<AdapterProfile>(*profile_of(std::move(values)));
  profile->settings = std::move(keys);
  return profile;
}

std::shared_ptr<const AdapterProfile> who_model() {
  return watched_model({holding(0), of_identity(part_of(IdentityField::vendor)),
                        of_identity(part_of(IdentityField::firmware)), of_identity(kWholeIdentity),
                        of_identity(kIdentityChanges)});
}

std::shared_ptr<const AdapterProfile> settings_model(std::string holding_ranges = "200-205") {
  ProfileSettings keys;
  keys.settings.emplace();
  keys.settings->holding = std::move(holding_ranges);
  keys.settings->every = 60s;
  return watched_model(
      {holding(0), of_settings(SettingsPart::changes), of_settings(SettingsPart::fingerprint)}, keys);
}

}  // namespace

TEST_CASE("who a device is comes after its first readings, and then every so often") {
  InspectedRig rig;
  rig.live(who_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 1; });
  CHECK(rig.sink.lists[101] == Strings{{"ACME"}});
  CHECK(rig.sink.lists[102] == Strings{{"1.4"}});
  CHECK(rig.sink.lists[103] == Strings{{"ACME", "1.4"}});
  CHECK(rig.sink.numbers[104] == std::vector<double>{0});
  CHECK(rig.device(1).identity == "ACME, firmware 1.4");
  CHECK(rig.slave.requests()[0].function == 3);
  CHECK(rig.slave.requests()[1].function == 43);
  for (int i = 0; i < 359; ++i) rig.cycle();
  CHECK(rig.asked_who == 1);
  rig.cycle();
  rig.until([&] { return rig.sink.count(104) == 2; });
  CHECK(rig.asked_who == 2);
  CHECK(rig.counted(1, "missed_cycles") == 0);
}

TEST_CASE(
    "another device behind the same unit id is an event, also when it came while the gateway was down") {
  InspectedRig rig;
  rig.live(who_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 1; });
  CHECK(rig.memory.times == 1);

  rig.live(who_model());  // the same device: no event, nothing to write
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 2; });
  CHECK(rig.memory.times == 1);

  rig.firmware = "9.9";
  rig.live(who_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 3; });
  CHECK(rig.sink.numbers[104] == std::vector<double>{0, 0, 1});
  CHECK(rig.counted(1, "identity_changes") == 1);
  CHECK(rig.device(1).identity == "ACME, firmware 9.9");
  CHECK(rig.memory.times == 2);

  rig.mood = InspectedRig::Mood::refuses;  // a device without an identity is another one too
  rig.live(who_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 4; });
  CHECK(rig.sink.numbers[104].back() == 1);
  CHECK(rig.device(1).identity.empty());
}

TEST_CASE("silence is no other identity, costs the unit no reading and is asked again soon") {
  InspectedRig rig;
  rig.live(who_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 1; });
  rig.mood = InspectedRig::Mood::silent;
  rig.live(who_model());
  rig.cycle(10ms);
  for (int i = 0; i < 29; ++i) rig.cycle();
  CHECK(rig.asked_who == 2);  // known by identification: nothing else is asked
  CHECK(rig.sink.count(104) == 1);
  CHECK(rig.device(1).state == DeviceState::online);
  CHECK(rig.link->snapshot().counters.at("connects") == 1);
  CHECK(rig.counted(1, "missed_cycles") == 0);
  rig.mood = InspectedRig::Mood::tells;
  rig.cycle();
  rig.cycle();
  rig.until([&] { return rig.sink.count(104) == 2; });
  CHECK(rig.sink.numbers[104] == std::vector<double>{0, 0});
}

TEST_CASE("what is remembered of another place, or was asked in another way, makes no event") {
  InspectedRig rig;
  rig.live(who_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(104) == 1; });
  const std::string kept = rig.memory.texts.at("plant:unit-1");
  InspectionPlan plan;
  plan.identity = InspectionPlan::IdentityPlan{};
  CHECK(Inspection(plan, "hall-a unit 1", kept).identity().text() == "ACME, firmware 1.4");
  CHECK(Inspection(plan, "hall-b unit 1", kept).identity().empty());
  plan.identity->by = IdentityDialogue::Way::sunspec;
  CHECK(Inspection(plan, "hall-a unit 1", kept).identity().empty());
  for (const char* broken :
       {"", "{", "[]", "{\"origin\":7}", "{\"origin\":\"hall-a unit 1\",\"identity\":3,\"told_by\":\"x\"}"}) {
    CHECK(Inspection(plan, "hall-a unit 1", broken).identity().empty());
  }
}

TEST_CASE("a device that says who it is in registers of its own is believed") {
  InspectedRig rig;
  ProfileSettings keys;
  keys.identity.emplace();
  keys.identity->registers["serial"].holding = 20;
  keys.identity->registers["product"].holding = 11;
  keys.identity->registers["product"].labels = {{"111", "EM24"}};
  rig.live(watched_model({holding(0), of_identity(kWholeIdentity)}, keys));
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.lists[101].size() == 1; });
  CHECK(rig.sink.lists[101] == Strings{{"EM24", "120"}});
  CHECK(rig.asked_who == 0);
}

TEST_CASE("changed settings are an event, with a fingerprint, also after a restart") {
  InspectedRig rig;
  rig.live(settings_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  for (int i = 0; i < 5; ++i) rig.cycle();
  CHECK(rig.looked_at_settings == 1);
  rig.setting = 8;
  rig.cycle();
  rig.until([&] { return rig.sink.count(101) == 2; });
  CHECK(rig.sink.numbers[101] == std::vector<double>{0, 1});
  CHECK(rig.counted(1, "settings_changes") == 1);
  const auto& prints = rig.sink.lists[102];
  CHECK(prints[0][0].size() == 16);
  CHECK(prints[0] != prints[1]);
  CHECK(rig.slave.requests().back().count == 6);

  rig.setting = 7;
  rig.live(settings_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(101) == 3; });
  CHECK(rig.sink.numbers[101].back() == 1);
  CHECK(prints[2] == prints[0]);

  rig.live(settings_model("200-206"));  // other registers are not another setting
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(101) == 4; });
  CHECK(rig.sink.numbers[101].back() == 0);
}

TEST_CASE("settings that are refused are said to be, and are not a change") {
  InspectedRig rig;
  rig.live(settings_model());
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  rig.missing = 200;
  for (int i = 0; i < 6; ++i) rig.cycle();
  rig.until([&] { return !rig.device(1).why.empty(); });
  CHECK(rig.device(1).why ==
        "hall-a unit 1: its settings cannot be read: holding 200..205: exception 2 (illegal data address)");
  CHECK(rig.sink.count(101) == 1);
  CHECK(rig.device(1).state == DeviceState::online);
}

TEST_CASE("settings are read in pieces a device can give, and no register beside them") {
  ProfileSettings keys;
  keys.base = 1;
  keys.max_registers = 10;
  keys.settings.emplace();
  keys.settings->holding = "1-25, 100";
  keys.settings->coil = "1-200";
  const auto reads = keys.settings_reads({});
  CHECK(reads == std::vector<Range>{{Table::coils, 0, 160},
                                    {Table::coils, 160, 40},
                                    {Table::holding_registers, 0, 10},
                                    {Table::holding_registers, 10, 10},
                                    {Table::holding_registers, 20, 5},
                                    {Table::holding_registers, 99, 1}});
}

TEST_CASE("a unit that is only asked who it is has its turns too") {
  InspectedRig rig;
  rig.live(watched_model({of_identity(part_of(IdentityField::vendor))}));
  rig.pass(10ms);
  rig.until([&] { return rig.sink.lists[100].size() == 1; });
  rig.pass(3580s);
  CHECK(rig.asked_who == 1);
  rig.pass(30s);
  rig.until([&] { return rig.sink.lists[100].size() == 2; });
}

TEST_CASE("what is looked at more often than the unit is read is looked at once a cycle") {
  InspectedRig rig;
  ProfileSettings keys;
  keys.settings.emplace();
  keys.settings->holding = "200-205";
  keys.settings->every = 60s;
  auto profile = std::make_shared<AdapterProfile>(
      *watched_model({holding(0), of_settings(SettingsPart::changes)}, keys));
  profile->every = 300s;
  rig.live(profile);
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  rig.pass(10s);
  CHECK(rig.looked_at_settings == 1);
  for (int i = 0; i < 3; ++i) rig.cycle(300s);
  rig.pass(1s);
  CHECK(rig.looked_at_settings == 4);
}

TEST_CASE("settings of which an outage came between are read anew, not put together") {
  InspectedRig rig;
  rig.settings.max_registers = 3;
  rig.live(settings_model("200-205"));
  rig.cycle(10ms);
  rig.until([&] { return rig.sink.count(101) == 1; });
  for (int i = 0; i < 5; ++i) rig.cycle();
  bool dark = false;
  rig.slave.script([&](const Slave::Request& request, Slave::Peer& peer) {
    if (request.first == 203 && rig.setting == 7) {  // between the two halves
      rig.setting = 8;
      dark = true;
    }
    if (!dark) rig.answer(request, peer);
  });
  rig.pass(40s);
  dark = false;
  rig.pass(120s);
  rig.until([&] { return rig.sink.count(101) >= 2; });
  CHECK(rig.counted(1, "settings_changes") == 1);
  for (std::size_t i = 1; i < rig.sink.lists[102].size(); ++i) {
    CHECK(rig.sink.lists[102][i] == rig.sink.lists[102].back());
  }
}

TEST_CASE("a unit that never says who it is costs ever fewer time-outs") {
  InspectedRig rig;
  rig.mood = InspectedRig::Mood::silent;
  rig.live(who_model());
  rig.cycle(10ms);
  for (int i = 0; i < 2 * 360; ++i) rig.cycle();
  CHECK(rig.asked_who <= 6);
  CHECK(rig.asked_who >= 4);
}
